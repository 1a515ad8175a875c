package leela.engine.history.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import leela.engine.history.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets, held against a slow and obvious way to make them. */
final class BucketCursorTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 1_700_000_003L * SECOND_NS;
    private static final int MOST = 1 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {"mean", "min", "max", "sum", "count", "first", "last", "p0", "p50", "p99", "p99.9", "p100", "p7"
            })
    void shouldAnswerAsTheObviousWayWhateverThePoints(final String function) {
        for (int seed = 0; seed < 60; seed++) {
            final Random random = new Random(seed);
            final ListedPoints points = points(random, 1 + random.nextInt(5000));
            final long stepNs = (1 + random.nextInt(900)) * (random.nextBoolean() ? SECOND_NS : SECOND_NS / 7);

            final Map<Long, Double> given = read(points, stepNs, function, MOST);

            final Map<Long, Double> expected = obvious(points, stepNs, function);
            assertThat(given.keySet()).as("seed %d", seed).containsExactlyElementsOf(expected.keySet());
            expected.forEach((startNs, value) ->
                    assertThat(given.get(startNs)).isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value)))));
        }
    }

    /** Irregular, with gaps, equal values, and some that are no number. */
    private static ListedPoints points(final Random random, final int count) {
        final long[] timesNs = new long[count];
        final double[] values = new double[count];
        long timeNs = START_NS + random.nextInt(1_000_000_000);
        for (int i = 0; i < count; i++) {
            timesNs[i] = timeNs;
            timeNs += SECOND_NS * (1 + random.nextInt(random.nextInt(40) == 0 ? 3000 : 12));
            values[i] = switch (random.nextInt(20)) {
                case 0 -> Double.NaN;
                case 1 -> Double.NEGATIVE_INFINITY;
                case 2, 3, 4 -> 1.5;
                default -> random.nextGaussian() * 1e6;
            };
        }
        return new ListedPoints(timesNs, values);
    }

    private static Map<Long, Double> obvious(final ListedPoints points, final long stepNs, final String function) {
        final Map<Long, List<Double>> buckets = new TreeMap<>();
        for (int i = 0; i < points.timesNs.length; i++) {
            if (Double.isFinite(points.values[i])) {
                buckets.computeIfAbsent(points.timesNs[i] - points.timesNs[i] % stepNs, one -> new ArrayList<>())
                        .add(points.values[i]);
            }
        }
        final Map<Long, Double> results = new TreeMap<>();
        buckets.forEach((startNs, values) -> results.put(startNs, obvious(values, function)));
        return results;
    }

    private static double obvious(final List<Double> values, final String function) {
        final double sum = values.stream().mapToDouble(x -> x).sum();
        final List<Double> sorted = values.stream().sorted().toList();
        return switch (function) {
            case "mean" -> sum / values.size();
            case "min" -> sorted.get(0);
            case "max" -> sorted.get(sorted.size() - 1);
            case "sum" -> sum;
            case "count" -> values.size();
            case "first" -> values.get(0);
            case "last" -> values.get(values.size() - 1);
            default -> nearest(sorted, Double.parseDouble(function.substring(1)));
        };
    }

    private static double nearest(final List<Double> sorted, final double percent) {
        for (int i = 1; i <= sorted.size(); i++) {
            if (100.0 * i >= percent * sorted.size()) {
                return sorted.get(i - 1);
            }
        }
        throw new AssertionError("no rank of " + percent);
    }

    private static Map<Long, Double> read(
            final History.Points points, final long stepNs, final String function, final int most) {
        final Map<Long, Double> buckets = new TreeMap<>();
        final long[] timesNs = new long[BucketCursor.BATCH];
        final double[] values = new double[BucketCursor.BATCH];
        try (BucketCursor cursor = new BucketCursor(points, stepNs, BucketFunction.of(function), most)) {
            for (int n = cursor.read(timesNs, values); n != BucketCursor.END; n = cursor.read(timesNs, values)) {
                for (int i = 0; i < n; i++) {
                    assertThat(buckets.put(timesNs[i], values[i])).isNull();
                }
            }
            assertThat(cursor.read(timesNs, values)).isEqualTo(BucketCursor.END);
        }
        return buckets;
    }

    @Test
    void shouldAddUpInOrderToTheLastBit() {
        final Random random = new Random(5);
        final long[] timesNs = new long[4000];
        final double[] values = new double[4000];
        final double[] sums = new double[4];
        Arrays.fill(sums, -0.0);
        for (int i = 0; i < values.length; i++) {
            timesNs[i] = i * SECOND_NS;
            // the first bucket holds nothing but minus zero
            values[i] = i < 1000 ? -0.0 : random.nextGaussian() * Math.pow(10, random.nextInt(12));
            sums[i / 1000] += values[i];
        }

        final Map<Long, Double> given = read(new ListedPoints(timesNs, values), 1000 * SECOND_NS, "sum", MOST);

        for (int i = 0; i < sums.length; i++) {
            assertThat(Double.doubleToRawLongBits(given.get(i * 1000 * SECOND_NS)))
                    .isEqualTo(Double.doubleToRawLongBits(sums[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "min", "max", "sum", "count", "first", "last", "p50"})
    void shouldBeginAnewWithAnotherKey(final String function) {
        final long[] timesNs = {START_NS, START_NS + 1, START_NS + 2};
        final long[] before = {START_NS - SECOND_NS, START_NS, START_NS + 1};
        final double[] values = {3, -1, 7};
        final Map<Long, Double> expected = read(new ListedPoints(timesNs, values), SECOND_NS, function, MOST);
        final long[] buckets = new long[BucketCursor.BATCH];
        final double[] results = new double[BucketCursor.BATCH];
        try (BucketCursor cursor = new BucketCursor(
                new ListedPoints(before, new double[] {90, 80, -70}), SECOND_NS, BucketFunction.of(function))) {
            // its last bucket is in hand, and not given
            cursor.read(buckets, results);

            cursor.open(new ListedPoints(timesNs, values));

            assertThat(cursor.read(buckets, results)).isZero();
            assertThat(cursor.read(buckets, results)).isEqualTo(1);
            assertThat(Map.of(buckets[0], results[0])).isEqualTo(expected);
        }
    }

    @Test
    void shouldRefuseAPercentileOfABucketThatDoesNotFit() {
        final long[] timesNs = new long[5000];
        Arrays.setAll(timesNs, i -> START_NS + i);
        final ListedPoints points = new ListedPoints(timesNs, new double[5000]);

        assertThat(read(points, 3600 * SECOND_NS, "p99", 5000)).hasSize(1);
        assertThatThrownBy(() -> read(new ListedPoints(timesNs, new double[5000]), 3600 * SECOND_NS, "p99", 4999))
                .isInstanceOf(CrowdedBucketException.class)
                .hasMessageContaining("4999 points")
                .hasMessageContaining("smaller step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "avg", "MEAN", "percentile", "p", "p101", "p-1", "p5x", "p1e1"})
    void shouldRefuseAFunctionThatThereIsNot(final String name) {
        assertThatThrownBy(() -> BucketFunction.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("fn: " + name + " (expected: mean, ");
    }

    @ParameterizedTest
    @CsvSource({"avg, mean", "Average, mean", "MEAN, mean", "maximum, max", "total, sum", "median, p50"})
    void shouldNameWhatOthersCallOtherwise(final String name, final String meant) {
        assertThatThrownBy(() -> BucketFunction.of(name))
                .hasMessageEndingWith("such as p99; did you mean " + meant + "?)");
    }

    @ParameterizedTest
    @CsvSource({"86400, 800", "86399, 1", "1, 800", "31536000, 1000", "3600, 7", "59, 2", "31536000, 1", "7, 1000000"})
    void shouldNeverMakeMoreBucketsThanAskedFor(final long seconds, final int most) {
        for (int offset = 0; offset < 500; offset++) {
            final long fromNs = START_NS + offset * 7919L * SECOND_NS / 10;
            final long toNs = fromNs + seconds * SECOND_NS;

            final long stepNs = BucketStep.ofMost(fromNs, toNs, most);

            assertThat(BucketStep.count(fromNs, toNs, stepNs)).isBetween(1L, (long) most);
            assertThat(stepNs % 1_000_000).isZero();
            if (most > 2 && stepNs > SECOND_NS) {
                assertThat(stepNs).isLessThanOrEqualTo((seconds / (most - 1) + 2) * SECOND_NS);
            }
        }
    }

    /** Points that are given in pieces, as a store does. */
    private static final class ListedPoints implements History.Points {
        private static final int PIECE = 300;
        private final long[] timesNs;
        private final double[] values;
        private int next;

        private ListedPoints(final long[] timesNs, final double[] values) {
            this.timesNs = timesNs;
            this.values = values;
        }

        @Override
        public int read(final long[] intoTimesNs, final double[] intoValues) {
            final int count = Math.min(Math.min(PIECE, intoTimesNs.length), timesNs.length - next);
            System.arraycopy(timesNs, next, intoTimesNs, 0, count);
            System.arraycopy(values, next, intoValues, 0, count);
            next += count;
            return count;
        }

        @Override
        public void close() {
            next = timesNs.length;
        }
    }
}
