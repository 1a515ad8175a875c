package leela.engine.dmproc.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunningMedianTest {

    private static final int SLOT = 1;
    private static final int VALUES = 4;

    @Test
    void shouldGiveTheMedianOfTheNewestValues() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int capacity = 1; capacity <= 9; capacity++) {
            final double[] state = new double[VALUES + RunningMedian.valueCells(capacity)];
            final List<Double> newest = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                final double x = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(-6, 7) * 0.5;
                remember(newest, x, capacity);

                assertThat(RunningMedian.accept(state, SLOT, VALUES, capacity, x))
                        .as("seed %d, capacity %d", seed, capacity)
                        .isEqualTo(median(newest));
            }
        }
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
