package leela.engine.dmproc.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunningMedianTest {

    private static final int SLOT = 1;
    private static final int STORE = 1;

    @Test
    void shouldGiveTheMedianOfTheNewestValues() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (final int capacity : new int[] {1, 2, 3, 4, 5, 8, 9, 15, 16, 17, 40, 100}) {
            final PipelineState state = new PipelineState(new double[4], new double[2][0]);
            final List<Double> newest = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                final double x = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(-6, 7) * 0.5;
                remember(newest, x, capacity);

                assertThat(RunningMedian.accept(state, SLOT, STORE, capacity, x))
                        .as("seed %d, capacity %d", seed, capacity)
                        .isEqualTo(median(newest));
            }
        }
    }

    /** Thousands of series may begin to be followed at once. */
    @Test
    void shouldTakeRoomAsItsValuesCome() {
        final PipelineState state = new PipelineState(new double[4], new double[2][0]);
        RunningMedian.accept(state, SLOT, STORE, 10_000, 1);
        assertThat(state.stores[STORE]).hasSizeLessThan(100);
        for (int i = 0; i < 20_000; i++) {
            RunningMedian.accept(state, SLOT, STORE, 10_000, i);
        }
        assertThat(PipelineState.storeBytes(state.stores[STORE].length)).isEqualTo(RunningMedian.storeBytes(10_000));
    }

    private static void remember(final List<Double> newest, final double x, final int capacity) {
        if (!Double.isNaN(x)) {
            newest.add(x);
            if (newest.size() > capacity) {
                newest.remove(0);
            }
        }
    }

    private static Double median(final List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        final List<Double> sorted = values.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (Double) ((sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
