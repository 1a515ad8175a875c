package leela.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import leela.engine.batch.ChunkCutter;
import leela.engine.batch.PointList;
import leela.engine.counters.Counters;
import leela.engine.history.aggregation.BucketCursor;
import leela.engine.history.aggregation.BucketFunction;
import leela.engine.history.aggregation.BucketStep;
import leela.engine.runtime.Spares;
import leela.engine.spi.MemoryStore;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of what is stored, most of it taken from sums, are those of the points themselves. */
final class SummedPointsTest {

    private static final byte[] KEY = "a".getBytes(StandardCharsets.UTF_8);
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long DAY_NS = 20_000L * Store.DAY_NS;

    private final SplittableRandom random = new SplittableRandom(9);
    private final ChunkCutter cutter = new ChunkCutter();
    private final MemoryStore store = new MemoryStore();
    private final TreeMap<Long, Double> points = new TreeMap<>();
    private int version;

    @ParameterizedTest
    @ValueSource(strings = {"mean", "min", "max", "sum", "count", "first", "last", "p50"})
    void shouldGiveTheBucketsOfThePointsWhereChunksOverlap(final String function) {
        write(0, 40_000, 10);
        write(100_000, 20, 7);
        write(200_003, 900, 10);
        for (int round = 0; round < 12; round++) {
            final long fromNs = DAY_NS + random.nextInt(200_000) * SECOND_NS;
            final long toNs = fromNs + random.nextInt(250_000) * SECOND_NS;
            final long stepNs = (1 + random.nextInt(30_000)) * SECOND_NS;

            final Map<Long, Double> found = read(fromNs, toNs, stepNs, function);

            final Map<Long, List<Double>> expected = new TreeMap<>();
            points.subMap(fromNs, true, toNs, true).forEach((timeNs, value) -> {
                if (Double.isFinite(value)) {
                    expected.computeIfAbsent(BucketStep.startOf(timeNs, stepNs), one -> new ArrayList<>())
                            .add(value);
                }
            });
            assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
            expected.forEach((startNs, values) -> assertThat(found.get(startNs))
                    .as("buckets of %d ns, that of %d", stepNs, startNs)
                    .isCloseTo(obvious(values, function), within(1e-6)));
        }
    }

    @Test
    void shouldDecodeAFewOfManyPointsWhereBucketsAreWide() {
        final int days = 30;
        for (int day = 0; day < days; day++) {
            write(day * 86_400L, 8_640, 10);
        }
        final long toNs = DAY_NS + days * Store.DAY_NS - 1;
        int taken = 0;
        try (BucketCursor cursor = new BucketCursor(stored(DAY_NS, toNs), 31_536 * SECOND_NS, BucketFunction.MEAN)) {
            final long[] times = new long[BucketCursor.BATCH];
            final double[] values = new double[BucketCursor.BATCH];
            while (cursor.read(times, values) != BucketCursor.END) {
                taken += cursor.taken();
            }
        }
        assertThat(taken).isBetween(days * 34, days * 8_640 / 5);
    }

    private Map<Long, Double> read(final long fromNs, final long toNs, final long stepNs, final String function) {
        final Map<Long, Double> found = new TreeMap<>();
        final long[] times = new long[BucketCursor.BATCH];
        final double[] values = new double[BucketCursor.BATCH];
        try (BucketCursor cursor = new BucketCursor(stored(fromNs, toNs), stepNs, BucketFunction.of(function))) {
            for (int n = cursor.read(times, values); n != BucketCursor.END; n = cursor.read(times, values)) {
                for (int i = 0; i < n; i++) {
                    assertThat(found.put(times[i], values[i])).isNull();
                }
            }
        }
        return found;
    }

    private StoredPoints stored(final long fromNs, final long toNs) {
        return new StoredPoints(
                new PointList(),
                new Spares<>(2, PointList::new),
                store.chunks(KEY, fromNs, toNs),
                fromNs,
                toNs,
                new Spares<>(2, ChunkSource::new),
                Counters.inMemory());
    }

    /** Short decimals, some of which are no number, over whatever is there. */
    private void write(final long fromSecond, final int count, final int step) {
        final long[] times = new long[count];
        final long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            final double value = random.nextInt(900) == 0 ? Double.NaN : random.nextInt(10_000) / 100.0;
            times[i] = DAY_NS + (fromSecond + (long) i * step) * SECOND_NS;
            bits[i] = Double.doubleToRawLongBits(value);
            points.put(times[i], value);
        }
        final List<StoreBatch.Chunk> rows = new ArrayList<>();
        version++;
        cutter.reuse();
        cutter.cut(KEY, times, bits, count, version, rows);
        store.write(new StoreBatch(
                rows, List.of(), List.of(), StoreBatch.NO_WITNESS, new StoreBatch.Mark(version, version)));
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
            default -> sorted.get((int) Math.max(1, Math.ceil(values.size() / 2.0)) - 1);
        };
    }
}
