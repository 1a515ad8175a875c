package leela.engine.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each object is found by its number as long as it is there, and numbers are used again. */
final class ObjectPagesTest {

    private final ObjectPages<String> pages = new ObjectPages<>();

    @Test
    void shouldGiveNumbersOneAfterTheOther() {
        for (int i = 0; i < 50_000; i++) {
            assertThat(pages.add("object " + i)).isEqualTo(i);
        }
        assertThat(pages.end()).isEqualTo(50_000);
        assertThat(pages.at(49_999)).isEqualTo("object 49999");
    }

    @Test
    void shouldUseTheLowestFreeNumberFirst() {
        for (int i = 0; i < 3_000; i++) {
            pages.add("object " + i);
        }
        for (final int number : new int[] {2_500, 7, 1_024}) {
            pages.remove(number);
            assertThat(pages.at(number)).isNull();
        }
        assertThat(List.of(pages.add("a"), pages.add("b"), pages.add("c"), pages.add("d")))
                .containsExactly(7, 1_024, 2_500, 3_000);
    }

    @Test
    void shouldHoldWhatIsThereWhileOthersComeAndGo() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<Integer, String> there = new HashMap<>();
        final List<Integer> numbers = new ArrayList<>();
        int most = 0;
        for (int step = 0; step < 100_000; step++) {
            if (numbers.isEmpty() || random.nextInt(100) < (step / 20_000 % 2 == 0 ? 60 : 40)) {
                final int number = pages.add("object " + step);
                assertThat(there.put(number, "object " + step))
                        .as("seed %d", seed)
                        .isNull();
                numbers.add(number);
            } else {
                final int at = random.nextInt(numbers.size());
                final int number = numbers.set(at, numbers.get(numbers.size() - 1));
                numbers.remove(numbers.size() - 1);
                pages.remove(number);
                there.remove(number);
            }
            most = Math.max(most, there.size());
        }
        for (int number = 0; number < pages.end(); number++) {
            assertThat(pages.at(number)).as("seed %d", seed).isEqualTo(there.get(number));
        }
        assertThat(pages.end()).as("seed %d", seed).isEqualTo(most);
    }
}
