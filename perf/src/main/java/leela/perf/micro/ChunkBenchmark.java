package leela.perf.micro;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkEncoder;
import leela.engine.runtime.Clock;
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
 * What does a point cost to compress and to read back, by the kind of its values? Above 150 ns a point the batcher
 * could not keep up with three million events a second beside its other work.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ChunkBenchmark {

    private static final int POINTS = 1024;
    private static final long START_NS = 1_795_383_559_000_000_000L;

    /** What the values look like. */
    public enum Values {
        CONSTANT,
        DECIMALS,
        WALK,
        NOISE
    }

    @Param
    private Values values;

    private final ChunkEncoder encoder = new ChunkEncoder();
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final UnsafeBuffer chunk = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(POINTS)]);
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(POINTS)]);
    private final long[] times = new long[POINTS];
    private final long[] bits = new long[POINTS];
    private int length;

    @Setup(Level.Trial)
    public void fill() {
        final SplittableRandom random = new SplittableRandom(1);
        double walk = 100;
        for (int i = 0; i < POINTS; i++) {
            walk += random.nextDouble() - 0.5;
            times[i] = START_NS + i * Clock.NANOS_PER_SECOND;
            bits[i] = Double.doubleToRawLongBits(
                    switch (values) {
                        case CONSTANT -> 42.5;
                        case DECIMALS -> Math.rint(walk * 10) / 10;
                        case WALK -> walk;
                        case NOISE -> random.nextDouble();
                    });
        }
        length = encoder.encode(times, bits, 0, POINTS, chunk, 0);
    }

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public int encode() {
        return encoder.encode(times, bits, 0, POINTS, scratch, 0);
    }

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public long decode() {
        decoder.wrap(chunk, 0, length);
        long sum = 0;
        while (decoder.next()) {
            sum += decoder.valueBits() ^ decoder.timeNs();
        }
        return sum;
    }
}
