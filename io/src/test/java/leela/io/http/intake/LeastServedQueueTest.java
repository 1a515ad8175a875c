package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who comes next. */
final class LeastServedQueueTest {

    private final LeastServedQueue<String> queue = new LeastServedQueue<>();

    @Test
    void shouldLetWhoeverWasServedLeastGoFirstAndEveryFourthTimeWhoHasWaitedLongest() {
        queue.add("long", 1000);
        queue.add("longer", 2000);
        queue.add("short 1", 1);
        queue.add("short 2", 1);
        queue.add("new 1", 0);
        queue.add("new 2", 0);
        queue.remove("short 2");
        final List<String> order = new ArrayList<>();
        for (String next = queue.take(); next != null; next = queue.take()) {
            order.add(next);
        }
        assertThat(order).containsExactly("new 1", "new 2", "short 1", "long", "longer");
        assertThat(queue.size()).isZero();
    }

    @Test
    void shouldLetALongOneGoOnWhereNewOnesNeverEnd() {
        queue.add("long", 1000);
        int turns = 0;
        String next = "";
        while (!next.equals("long")) {
            queue.add("new", 0);
            next = queue.take();
            assertThat(++turns).isLessThanOrEqualTo(4);
        }
    }
}
