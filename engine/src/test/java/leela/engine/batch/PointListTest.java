package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Points in the order of their times, whatever order they came in. */
final class PointListTest {

    private final PointList points = new PointList();

    @Test
    void shouldKeepTheLastOfEachTimeInTheirOrderHoweverFarOffTheyCame() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 400; round++) {
            final List<Long> times = new ArrayList<>();
            final int count = random.nextInt(1200);
            final int step = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                times.add((long) i * step / 2);
            }
            switch (round % 5) {
                case 1 -> swapNeighbours(times, 1 + random.nextInt(6), random);
                case 2 -> Collections.reverse(times);
                case 3 -> Collections.shuffle(times, new Random(seed + round));
                case 4 -> comeOverSeveral(times, 2 + random.nextInt(4), random);
                default -> {}
            }
            points.clear();
            final Map<Long, Long> expected = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                points.add(times.get(i), i);
                expected.put(times.get(i), (long) i);
            }
            points.settle();
            final Map<Long, Long> found = new TreeMap<>();
            for (int i = 0; i < points.count(); i++) {
                assertThat(i == 0 || points.times()[i] > points.times()[i - 1])
                        .as("seed %d", seed)
                        .isTrue();
                found.put(points.times()[i], points.bits()[i]);
            }
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** As connections bring them that each send every so many a point, some of them far behind the others. */
    private static void comeOverSeveral(final List<Long> times, final int connections, final SplittableRandom random) {
        final List<List<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            waiting.add(new ArrayList<>());
        }
        for (int i = 0; i < times.size(); i++) {
            waiting.get(i / 5 % connections).add(times.get(i));
        }
        times.clear();
        while (!waiting.isEmpty()) {
            final List<Long> next = waiting.get(random.nextInt(waiting.size()));
            final List<Long> block = next.subList(0, Math.min(next.size(), 1 + random.nextInt(100)));
            times.addAll(block);
            block.clear();
            waiting.removeIf(List::isEmpty);
        }
    }

    /** As two connections bring blocks of points, one before the other's. */
    private static void swapNeighbours(final List<Long> times, final int block, final SplittableRandom random) {
        for (int i = 0; i + 2 * block <= times.size(); i += 2 * block) {
            if (random.nextBoolean()) {
                Collections.rotate(times.subList(i, i + 2 * block), block);
            }
        }
    }
}
