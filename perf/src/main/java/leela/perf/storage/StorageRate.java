package leela.perf.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import leela.adapters.embedded.EmbeddedStore;
import leela.engine.batch.BatchLimits;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.history.StorageConfig;
import leela.engine.history.StoredHistory;
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
import leela.io.journal.JournalCounter;
import leela.perf.micro.KeySet;
import org.agrona.LangUtil;

/**
 * What does an event cost behind the ring, thread by thread, and does the batcher keep up? Feeds the real ring,
 * journal, batcher and embedded store at a rate, and prints CPU ns per event of each thread and the backlog, for a
 * while after a warm-up.
 *
 * <pre>
 *   StorageRate [series=1000] [rate=3000000, 0 = as fast as it goes] [seconds=20] [warmup=15]
 *               [values=tenths|walk|noise] [storage=on|off]
 * </pre>
 */
final class StorageRate {

    private static final int BATCH = 50;
    private static final long TTL_NS = 3600 * Clock.NANOS_PER_SECOND;
    private static final int PATTERN = 1 << 16;

    private final Clock clock = new SystemClock();
    private final KeySet keys;
    private final Producer producer;
    private final long rate;
    private final double[] pattern = new double[PATTERN];
    private long sent;
    private int next;
    private long timeNs;
    private long startedNs;

    private StorageRate(
            final KeySet keys,
            final long rate,
            final String values,
            final HandlerGraph pipeline,
            final SeriesTable table,
            final Counters counters) {
        this.keys = keys;
        this.rate = rate;
        producer = new Producer(
                pipeline.ring(),
                table,
                new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                counters,
                TextProtocol.UDP.source());
        final SplittableRandom random = new SplittableRandom(1);
        double walk = 100;
        for (int i = 0; i < PATTERN; i++) {
            walk += random.nextDouble() - 0.5;
            pattern[i] = switch (values) {
                case "tenths" -> 10 + i / 10 % 90 + i % 10 / 10.0;
                case "walk" -> walk;
                default -> random.nextDouble();
            };
        }
    }

    public static void main(final String[] args) throws IOException {
        final Options options = new Options(args);
        final Path directory = Files.createTempDirectory(Path.of(options.text("dir", "/tmp")), "leela-rate");
        try {
            run(options, directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void run(final Options options, final Path directory) throws IOException {
        final int series = (int) options.number("series", 1000);
        final boolean isStored = options.text("storage", "on").equals("on");
        final Counters counters = Counters.inMemory();
        final Clock clock = new SystemClock();
        final SeriesTable table = new SeriesTable(series, counters);
        final StorageConfig config = StorageConfig.DEFAULT;
        try (Journal journal = Journal.open(
                        directory.resolve("journal"), config, clock, counters, LangUtil::rethrowUnchecked);
                EmbeddedStore store = EmbeddedStore.open(
                        directory.resolve("store"), Duration.ZERO, clock, counters, LangUtil::rethrowUnchecked)) {
            final StoredHistory history = StoredHistory.open(
                    journal.reader(),
                    store,
                    config,
                    BatchLimits.ofHeap(Runtime.getRuntime().maxMemory()),
                    clock,
                    counters,
                    LangUtil::rethrowUnchecked);
            journal.start();
            store.start();
            history.batcher().start(() -> {});
            final Rules rules = new FixedClockRules(60 * Clock.NANOS_PER_SECOND, TTL_NS, CounterFall.AUTO);
            final HandlerGraph pipeline = new HandlerGraph(
                    new RingConfig(1 << 16, Threading.SHARED, Waiting.SLEEPING),
                    isStored
                            ? List.of(new Timeline(rules, TTL_NS, table, counters), journal.handler())
                            : List.of(new Timeline(rules, TTL_NS, table, counters)),
                    new NamedThreads("leela-ring", LangUtil::rethrowUnchecked),
                    counters,
                    LangUtil::rethrowUnchecked);
            pipeline.start();
            final StorageRate feeder = new StorageRate(
                    new KeySet(series),
                    options.number("rate", 3_000_000),
                    options.text("values", "tenths"),
                    pipeline,
                    table,
                    counters);
            feeder.feed(options.number("warmup", 15));
            feeder.measure(options.number("seconds", 20), counters);
            pipeline.close(10 * Clock.NANOS_PER_SECOND);
            final long closeNs = clock.ticksNs();
            history.batcher().close();
            System.out.printf(
                    Locale.ROOT,
                    "close     %.1f s, waiting then %,d%n",
                    (clock.ticksNs() - closeNs) / 1e9,
                    counters.read(JournalCounter.WAITING));
        }
    }

    private void feed(final long seconds) {
        final long beginNs = clock.ticksNs();
        if (startedNs == 0) {
            startedNs = beginNs;
            timeNs = clock.timeNs() / Clock.NANOS_PER_SECOND * Clock.NANOS_PER_SECOND;
        }
        while (clock.ticksNs() - beginNs < seconds * Clock.NANOS_PER_SECOND) {
            while (rate > 0 && sent > (clock.ticksNs() - startedNs) / 1e9 * rate) {
                LockSupport.parkNanos(200_000);
            }
            datagram();
        }
    }

    private void datagram() {
        producer.begin(clock.timeNs());
        for (int i = 0; i < BATCH; i++) {
            if (++next == keys.count()) {
                next = 0;
                timeNs += Clock.NANOS_PER_SECOND;
            }
            final int at = (int) (sent / keys.count() + next * 7919L) & PATTERN - 1;
            producer.metric(MetricType.GAUGE, keys.bytes(), keys.offset(next), keys.length(next), pattern[at], timeNs);
        }
        sent += BATCH;
        producer.end();
    }

    private void measure(final long seconds, final Counters shared) {
        final ThreadCosts before = ThreadCosts.now();
        final long sentBefore = sent;
        final long beginNs = clock.ticksNs();
        final long unreadBefore = shared.read(EngineCounter.HISTORY_UNREAD);
        final long waitingBefore = shared.read(JournalCounter.WAITING);
        feed(seconds);
        final double events = sent - sentBefore;
        final double elapsed = (clock.ticksNs() - beginNs) / 1e9;
        final ThreadCosts after = ThreadCosts.now();
        System.out.printf(
                Locale.ROOT,
                "rate      %,.0f events/s over %.1f s, %,d series%n",
                events / elapsed,
                elapsed,
                keys.count());
        double sum = 0;
        for (final var cost : after.since(before).entrySet()) {
            if (cost.getValue() > 0.2 * events) {
                System.out.printf(
                        Locale.ROOT, "  %-20s %7.1f ns CPU an event%n", cost.getKey(), cost.getValue() / events);
            }
            sum += cost.getValue();
        }
        System.out.printf(Locale.ROOT, "  %-20s %7.1f ns CPU an event%n", "all", sum / events);
        System.out.printf(
                Locale.ROOT,
                "backlog   unread %,d -> %,d, not yet stored %,d -> %,d, held %,d%n",
                unreadBefore,
                shared.read(EngineCounter.HISTORY_UNREAD),
                waitingBefore,
                shared.read(JournalCounter.WAITING),
                shared.read(EngineCounter.HISTORY_HELD));
        final double points = Math.max(1, shared.read(EngineCounter.HISTORY_CHUNK_POINTS));
        System.out.printf(
                Locale.ROOT,
                "chunks    %,.0f points, %.2f bytes each; journal %.1f bytes an event%n",
                points,
                shared.read(EngineCounter.HISTORY_CHUNK_BYTES) / points,
                (double) shared.read(JournalCounter.BYTES) / Math.max(1, shared.read(JournalCounter.APPENDED)));
    }
}
