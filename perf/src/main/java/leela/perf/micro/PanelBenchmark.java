package leela.perf.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkEncoder;
import leela.engine.chunk.PointSums;
import leela.engine.history.History;
import leela.engine.history.PointBatch;
import leela.engine.history.aggregation.BucketCursor;
import leela.engine.history.aggregation.BucketFunction;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Spares;
import leela.engine.runtime.SystemClock;
import leela.io.http.graphite.answer.JsonPages;
import leela.io.http.graphite.answer.SeriesFormat;
import leela.io.http.graphite.answer.SeriesRoom;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.json.JsonEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a panel cost without HTTP and the store: a point to decode, to add up in a bucket, a row of text? A
 * panel of ten series over a day has 86,400 points and 8,000 rows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
public class PanelBenchmark {

    private static final int CHUNKS = 8;
    private static final int CHUNK_POINTS = ChunkDescriptor.MAX_POINTS;
    private static final int POINTS = CHUNKS * CHUNK_POINTS;
    private static final int ROWS = 800;
    private static final long STEP_NS = 10 * Clock.NANOS_PER_SECOND;
    private static final long BUCKET = 108;
    private static final long START = 1_795_383_560;

    /** What the values look like. */
    public enum Values {
        /** A walk of two decimals. */
        DECIMALS,
        /** Bytes, counted on. */
        INTEGERS,
        /** Of all digits that a double has, as means are. */
        MEANS
    }

    @Param
    private Values values;

    private final ChunkDecoder decoder = new ChunkDecoder();
    private final UnsafeBuffer[] chunks = new UnsafeBuffer[CHUNKS];
    private final PointBatch points = new PointBatch();
    private final PointBatch buckets = new PointBatch();
    private final PointBatch rows = new PointBatch(ROWS);
    private final JsonEncoder encoder = new JsonEncoder();
    private final ByteBuf out = Unpooled.directBuffer(1 << 20);
    /** Nobody helps, and nothing is counted. */
    private final JsonPages.Reading alone = new JsonPages.Reading(
            new Spares<>(2, SeriesRoom::new), read -> {}, charged -> {}, step -> false, new SystemClock());

    private TimeSeries series;

    @Setup(Level.Trial)
    public void fill() {
        final ChunkEncoder chunkEncoder = new ChunkEncoder();
        final SplittableRandom random = new SplittableRandom(1);
        final UnsafeBuffer scratch = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(CHUNK_POINTS)]);
        final long[] timesNs = new long[CHUNK_POINTS];
        final long[] bits = new long[CHUNK_POINTS];
        double value = 50;
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            for (int i = 0; i < CHUNK_POINTS; i++) {
                value = next(random, value);
                timesNs[i] = START * Clock.NANOS_PER_SECOND + (chunk * CHUNK_POINTS + i) * STEP_NS;
                bits[i] = Double.doubleToRawLongBits(value);
            }
            final int length = chunkEncoder.encode(timesNs, bits, 0, CHUNK_POINTS, scratch, 0);
            chunks[chunk] = new UnsafeBuffer(new byte[length + Long.BYTES]);
            chunks[chunk].putBytes(0, scratch, 0, length);
            chunks[chunk].wrap(chunks[chunk], 0, length);
        }
        for (int i = 0; i < ROWS; i++) {
            value = next(random, value);
            rows.timesNs()[i] = (START + i * BUCKET) * Clock.NANOS_PER_SECOND;
            rows.values()[i] = value;
        }
        series = new TimeSeries("panel", START, START + ROWS * BUCKET, BUCKET, rows.values(), 0);
    }

    private double next(final SplittableRandom random, final double value) {
        return switch (values) {
            case DECIMALS -> Math.rint(100 * Math.min(100, Math.max(0, value + random.nextGaussian()))) / 100;
            case INTEGERS -> Math.rint(value) + random.nextInt(1_000);
            case MEANS -> Math.min(100, Math.max(0, value + random.nextGaussian()));
        };
    }

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public double decode() {
        double last = 0;
        for (final UnsafeBuffer chunk : chunks) {
            boolean isThere = decoder.wrap(chunk, 0, chunk.capacity()).next();
            while (isThere) {
                final int read = decoder.read(points.timesNs(), points.values(), 0, PointBatch.POINTS, Long.MAX_VALUE);
                last += points.values()[read - 1];
                isThere = decoder.next();
            }
        }
        return last;
    }

    /** Decoding, and the means of buckets: as a series of a panel is read. */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public double bucketMeans() {
        final BucketCursor cursor =
                new BucketCursor(new ChunkPoints(), BUCKET * Clock.NANOS_PER_SECOND, BucketFunction.MEAN);
        double last = 0;
        for (int n = cursor.read(buckets.timesNs(), buckets.values());
                n != BucketCursor.END;
                n = cursor.read(buckets.timesNs(), buckets.values())) {
            last += n == 0 ? 0 : buckets.values()[n - 1];
        }
        return last;
    }

    /** A row as {@code /v1/query} writes it. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int timesAndValues() {
        out.clear();
        return encoder.points(out, rows.timesNs(), rows.values(), ROWS, false);
    }

    /** A row as {@code /render} writes it. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public boolean valuesAndTimes() {
        out.clear();
        return SeriesFormat.JSON
                .writer(List.of(series), 0, true, ZoneOffset.UTC, alone)
                .appendTo(out);
    }

    /** The chunks one behind the other. Thread: the benchmark's. */
    private final class ChunkPoints implements History.Points {
        private int chunk;
        private boolean isThere;

        @Override
        public int read(final long[] timesNs, final double[] batch) {
            return read(timesNs, batch, null);
        }

        @Override
        public int read(final long[] timesNs, final double[] batch, final PointSums sums) {
            if (sums != null) {
                sums.clear();
            }
            int count = 0;
            while (count < timesNs.length && (isThere || chunk < CHUNKS)) {
                if (!isThere) {
                    isThere = decoder.wrap(chunks[chunk], 0, chunks[chunk].capacity())
                            .next();
                    chunk++;
                }
                if (sums != null && decoder.sum(sums, Long.MAX_VALUE)) {
                    isThere = decoder.skip();
                    return count;
                }
                count += decoder.read(timesNs, batch, count, timesNs.length - count, Long.MAX_VALUE);
                isThere = decoder.next();
            }
            return count;
        }

        @Override
        public void close() {}
    }
}
