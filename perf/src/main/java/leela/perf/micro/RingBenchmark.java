package leela.perf.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Timeline;
import leela.io.input.text.TextProtocol;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a metric cost from its look-up among a thousand series to the end of the timeline, a metric, a datagram or
 * a full batch at a time? The difference between them is what publishing a batch costs. With two threads busy, the
 * slower one is seen.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RingBenchmark {

    private static final int SERIES = 1000;
    private static final int DATAGRAM = 50;
    private static final long TTL_NS = 3600 * Clock.NANOS_PER_SECOND;
    private static final long CLOSE_NS = 10 * Clock.NANOS_PER_SECOND;

    private final KeySet keys = new KeySet(SERIES);
    private HandlerGraph pipeline;
    private Producer producer;
    private int next;
    private long timeNs;

    @Setup(Level.Trial)
    public void start() {
        final Counters counters = Counters.inMemory();
        final SeriesTable table = new SeriesTable(SERIES, counters);
        final Rules rules = new FixedClockRules(60 * Clock.NANOS_PER_SECOND, TTL_NS, CounterFall.AUTO);
        pipeline = new HandlerGraph(
                new RingConfig(1 << 16, Threading.INLINE, Waiting.SLEEPING),
                List.of(new Timeline(rules, TTL_NS, table, counters)),
                new NamedThreads("leela-bench", RingBenchmark::die),
                counters,
                RingBenchmark::die);
        pipeline.start();
        producer = new Producer(
                pipeline.ring(),
                table,
                new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                counters,
                TextProtocol.UDP.source());
    }

    @TearDown(Level.Trial)
    public void stop() {
        if (!pipeline.close(CLOSE_NS)) {
            throw new IllegalStateException("pipeline: still busy (expected: drained)");
        }
    }

    @Benchmark
    public void one() {
        publish(1);
    }

    @Benchmark
    @OperationsPerInvocation(DATAGRAM)
    public void datagram() {
        publish(DATAGRAM);
    }

    @Benchmark
    @OperationsPerInvocation(Producer.BATCH)
    public void fullBatch() {
        publish(Producer.BATCH);
    }

    private void publish(final int count) {
        producer.begin(timeNs);
        for (int i = 0; i < count; i++) {
            if (++next == SERIES) {
                next = 0;
                timeNs += 61 * Clock.NANOS_PER_SECOND;
            }
            producer.integralMetric(
                    MetricType.DERIVE, keys.bytes(), keys.offsets[next], keys.lengths[next], timeNs + i, timeNs);
        }
        producer.end();
    }

    private static void die(final Throwable fault) {
        throw new IllegalStateException("a handler faulted", fault);
    }
}
