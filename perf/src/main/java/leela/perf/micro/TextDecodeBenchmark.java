package leela.perf.micro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.SeriesTable;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a text metric cost from the datagram to the ring, in datagrams of 1.4 kB over a thousand series? {@code
 * scan}, which only looks at each byte, is the baseline: a decoder of many times its cost would have something to gain
 * from reading words.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TextDecodeBenchmark {

    private static final int RING_SIZE = 1 << 16;
    private static final int SERIES = 1000;
    private static final int METRICS = 25;
    private static final int DATAGRAMS = SERIES / METRICS;
    private static final long CLOSE_NS = 5_000_000_000L;
    private static final long ARRIVAL_NS = 1_795_376_000_000_000_000L;

    /** Numbers of a few digits, or of as many as a double has. */
    @Param({"short", "long"})
    public String digits;

    private final UnsafeBuffer[] datagrams = new UnsafeBuffer[DATAGRAMS];
    private final Counters counters = Counters.inMemory();
    private HandlerGraph pipeline;
    private TextDecoder decoder;
    private int next;

    @Setup(Level.Trial)
    public void open() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < DATAGRAMS; i++) {
            final byte[] bytes = datagram(i, random).getBytes(StandardCharsets.US_ASCII);
            datagrams[i] = new UnsafeBuffer(
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        }
        pipeline = new HandlerGraph(
                new RingConfig(RING_SIZE, Threading.INLINE, Waiting.SLEEPING),
                List.of(new Nothing()),
                new NamedThreads("leela-bench", Throwable::printStackTrace),
                counters,
                Throwable::printStackTrace);
        pipeline.start();
        decoder = new TextDecoder(
                new Producer(
                        pipeline.ring(),
                        new SeriesTable(1 << 16, counters),
                        new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                        counters,
                        TextProtocol.UDP.source()),
                TextDialect.UDP);
    }

    @TearDown(Level.Trial)
    public void close() {
        pipeline.close(CLOSE_NS);
    }

    @Benchmark
    @OperationsPerInvocation(METRICS)
    public void decode() {
        final UnsafeBuffer datagram = nextDatagram();
        decoder.decode(datagram, datagram.capacity(), ARRIVAL_NS);
    }

    @Benchmark
    @OperationsPerInvocation(METRICS)
    public int scan() {
        final UnsafeBuffer datagram = nextDatagram();
        int ends = 0;
        for (int i = 0; i < datagram.capacity(); i++) {
            if (datagram.getByte(i) == ';') {
                ends++;
            }
        }
        return ends;
    }

    private UnsafeBuffer nextDatagram() {
        next = next + 1 == DATAGRAMS ? 0 : next + 1;
        return datagrams[next];
    }

    private String datagram(final int index, final SplittableRandom random) {
        final boolean isLong = digits.equals("long");
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < METRICS; i++) {
            final String key = "host" + (index * METRICS + i) + ".cpu-0.cpu-user";
            final String value = isLong ? Double.toString(random.nextDouble()) : random.nextInt(1000) + ".5";
            final String time = isLong ? "1795376000.123456789" : "1795376000.0";
            text.append("gauge ")
                    .append(key.length())
                    .append('|')
                    .append(key)
                    .append(' ')
                    .append(value)
                    .append(' ')
                    .append(time)
                    .append(";\n");
        }
        return text.toString();
    }

    /** Stands behind the ring in the timeline's place, and takes no time. */
    private static final class Nothing implements Handler {

        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public void onEntry(final Slot slot) {
            // the decoder's cost is asked for, not the timeline's
        }
    }
}
