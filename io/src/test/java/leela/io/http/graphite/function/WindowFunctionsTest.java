package leela.io.http.graphite.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows over one series whose points are a second apart. */
final class WindowFunctionsTest {

    private static final long NOW = 100_000;

    private double[] values;
    private int looks;

    /** What is asked for ends now; it gives the newest of the values. */
    private final SeriesSource source = new SeriesSource() {
        @Override
        public List<TimeSeries> fetch(final String pattern, final long from, final long until) {
            final int count = (int) (until - from);
            final double[] newest = Arrays.copyOfRange(values, values.length - count, values.length);
            return new ArrayList<>(List.of(new TimeSeries(pattern, from, until, 1, newest, 0)));
        }

        @Override
        public void charge(final long count) {
            looks++;
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 11, 64})
    void shouldGiveTheMedianOfEachWindowWhereValuesAreMissing(final int width) {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final int count = 200;
        values = random.doubles(count + width)
                .map(value -> random.nextInt(3) == 0 ? Double.NaN : Math.rint(10 * value - 5))
                .toArray();

        final double[] medians = evaluated("movingMedian(x," + width + ")", count);

        for (int i = 0; i < count; i++) {
            final double[] sorted = Arrays.stream(values, i, i + width)
                    .filter(value -> !Double.isNaN(value))
                    .sorted()
                    .toArray();
            final double expected =
                    sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            assertThat(Double.valueOf(medians[i]))
                    .as("seed %d, window %d", seed, i)
                    .isEqualTo(Double.valueOf(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"average", "median", "stddev", "max"})
    void shouldLetOthersGoOnWithinAMillisecondsWorkWhenWindowsAreWide(final String function) {
        final int width = 65_536;
        final int count = 500;
        values = new double[width + count];

        evaluated("movingWindow(x," + width + ",'" + function + "')", count);

        assertThat(looks).isGreaterThanOrEqualTo(count);
    }

    @Test
    void shouldGiveNothingWhereTheWindowIsWiderThanTheSeriesIsLong() {
        values = new double[20];

        assertThat(evaluated("movingMedian(x,10)", 10)).hasSize(10).containsOnly(0);
        assertThat(evaluated("movingMedian(x,0)", 10)).hasSize(10).containsOnly(Double.NaN);
    }

    private double[] evaluated(final String target, final int count) {
        return new Evaluation(source, NOW - count, NOW, NOW, ZoneOffset.UTC, 0)
                .evaluate(target)
                .get(0)
                .values();
    }
}
