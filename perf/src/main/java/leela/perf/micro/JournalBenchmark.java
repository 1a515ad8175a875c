package leela.perf.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.history.StorageConfig;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Timeline;
import leela.io.input.text.TextProtocol;
import leela.io.journal.Journal;
import org.agrona.LangUtil;
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
 * What does the journal add to an event's way through the ring? Without it, the same way is the baseline. Above 300 ns
 * on one core the engine could not reach three million events a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class JournalBenchmark {

    private static final int SERIES = 1000;
    private static final int BATCH = 50;
    private static final long TTL_NS = 3600 * Clock.NANOS_PER_SECOND;
    private static final long CLOSE_NS = 10 * Clock.NANOS_PER_SECOND;
    private static final long LIMIT = 1L << 30;

    @Param({"false", "true"})
    private boolean isJournaled;

    private final KeySet keys = new KeySet(SERIES);
    private Path directory;
    private Journal journal;
    private HandlerGraph pipeline;
    private Producer producer;
    private int next;
    private long timeNs;

    @Setup(Level.Trial)
    public void start() throws IOException {
        directory = Files.createTempDirectory("leela-journal");
        final Counters counters = Counters.inMemory();
        final SeriesTable table = new SeriesTable(SERIES, counters);
        final Clock clock = new SystemClock();
        final StorageConfig config =
                new StorageConfig(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), LIMIT, 1000);
        journal = Journal.open(directory, config, clock, counters, LangUtil::rethrowUnchecked);
        journal.reader().resume(0);
        journal.start();
        final Rules rules = new FixedClockRules(60 * Clock.NANOS_PER_SECOND, TTL_NS, CounterFall.AUTO);
        pipeline = new HandlerGraph(
                new RingConfig(1 << 16, Threading.SHARED, Waiting.SLEEPING),
                isJournaled
                        ? List.of(new Timeline(rules, TTL_NS, table, counters), journal.handler())
                        : List.of(new Timeline(rules, TTL_NS, table, counters)),
                new NamedThreads("leela-ring", LangUtil::rethrowUnchecked),
                counters,
                LangUtil::rethrowUnchecked);
        pipeline.start();
        producer = new Producer(
                pipeline.ring(),
                table,
                new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                counters,
                TextProtocol.UDP.source());
        timeNs = clock.timeNs();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void events() {
        timeNs += Clock.NANOS_PER_SECOND / 1000;
        producer.begin(timeNs);
        for (int i = 0; i < BATCH; i++) {
            next = next + 1 == SERIES ? 0 : next + 1;
            producer.metric(MetricType.GAUGE, keys.bytes(), keys.offsets[next], keys.lengths[next], next / 3.0, timeNs);
        }
        producer.end();
        if (next == 0) {
            journal.reader().acknowledge(Long.MAX_VALUE);
        }
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        pipeline.close(CLOSE_NS);
        journal.close();
        try (var files = Files.list(directory)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
