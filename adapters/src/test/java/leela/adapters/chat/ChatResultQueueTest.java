package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChatResultQueueTest {

    private static final byte[] KEY = "web1".getBytes(StandardCharsets.UTF_8);

    private final ChatResultQueue queue = new ChatResultQueue();
    private final List<String> seen = new ArrayList<>();

    @Test
    void shouldShowResultsInOrderAndWhole() {
        queue.offer(1, KEY, 1.5, 10, 0, 0);
        queue.offer(2, "\u00fc".getBytes(StandardCharsets.UTF_8), Double.NaN, -1, 3, 4);

        assertThat(drain(10)).isEqualTo(2);
        assertThat(seen).containsExactly("1 web1 1.5 10 0/0", "2 \u00fc NaN -1 3/4");
        assertThat(drain(10)).isZero();
    }

    @Test
    void shouldShowNoMoreThanAsked() {
        for (int i = 0; i < 5; i++) {
            queue.offer(i, KEY, i, i, 0, 0);
        }
        assertThat(drain(3)).isEqualTo(3);
        assertThat(drain(3)).isEqualTo(2);
    }

    @Test
    void shouldKeepWhatIsNotTaken() {
        queue.offer(1, KEY, 1, 1, 0, 0);
        queue.offer(2, KEY, 2, 2, 0, 0);

        queue.drainTo((query, value, timeNs, sent, expected, buffer, offset, length) -> query == 1, 10);
        drain(10);

        assertThat(seen).containsExactly("2 web1 2.0 2 0/0");
    }

    @Test
    void shouldRefuseWhenFullAndTakeAgainAfterwards() {
        int taken = 0;
        while (queue.offer(1, KEY, taken, taken, 0, 0)) {
            taken++;
        }
        assertThat(taken).isGreaterThan(10_000);

        assertThat(drain(Integer.MAX_VALUE)).isPositive();
        assertThat(queue.offer(1, KEY, 0, 0, 0, 0)).isTrue();
    }

    @Test
    void shouldAllocateNothingPerResult() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final ChatResultQueue.Taker taker = (query, value, timeNs, sent, expected, buffer, offset, length) -> true;
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < 5; pass++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                queue.offer(1, KEY, i, i, 0, 0);
                if (i % 1000 == 0) {
                    queue.drainTo(taker, Integer.MAX_VALUE);
                }
            }
            queue.drainTo(taker, Integer.MAX_VALUE);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    private int drain(final int limit) {
        return queue.drainTo(
                (query, value, timeNs, sent, expected, buffer, offset, length) -> {
                    final byte[] key = new byte[length];
                    buffer.getBytes(offset, key);
                    return seen.add(query + " " + new String(key, StandardCharsets.UTF_8) + " " + value + " " + timeNs
                            + " " + sent + "/" + expected);
                },
                limit);
    }
}
