package leela.ops.replay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.Alerts;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.QueryOutputs;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.recording.RecordedResults;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.dmproc.warm.PastReader;
import leela.engine.dmproc.warm.WarmStarts;
import leela.engine.history.StorageConfig;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Source;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.spi.PastPoints;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.IntervalRules;
import leela.engine.timeline.Timeline;
import leela.io.journal.Journal;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process with ring, timeline, queries and journal, and a random stream through it: late, doubled and no numbers,
 * silence and purges, a wall clock that is set, queries that come and go, also by themselves.
 * Thread: one.
 */
final class RecordedRun implements AutoCloseable {

    private static final long START_NS = 1_795_383_559_000_000_000L;
    private static final long TTL_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final long CLOSE_NS = 30 * Clock.NANOS_PER_SECOND;
    private static final long MS = 1_000_000;
    private static final int KEYS = 40;
    private static final StorageConfig CONFIG =
            new StorageConfig(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), 64 << 20, 1000);
    private static final List<String> PROGRAMS = List.of(
            "id",
            "window 7 (mean)",
            "window 5 (median)",
            "ewma 0.25",
            "sma 12",
            "sum | (/ 7)",
            "prod",
            "(* 3) | round",
            "[> 50]",
            "window 3 (maximum) | [> 90]",
            "sample 2/5",
            "truncate | abs | (1 -)");
    private static final List<String> STATEMENTS = Stream.of(
                    "SELECT window 2s require 60% (mean) FROM ^host",
                    "SELECT window 2s late 500ms (count) FROM idle$",
                    "SELECT over 3s (delta) FROM user",
                    "SELECT every 1s FROM ^host[01]",
                    "SELECT window 1s (p90) | over 3s (maximum) FROM cpu-[01]",
                    "cold SELECT over 3s (count) FROM user",
                    "SELECT window 2s require 40% (mean) FROM ^(host\\d)\\. BY $1 AS \"{1}.mean\"",
                    "SELECT window 3s late 1s (p90) FROM ^(host\\d)\\. BY $1 AS \"{1}.most\"",
                    "SELECT used / (used + free) * 100 FROM used: ^(.*)\\.user$, free: ^(.*)\\.idle$ "
                            + "BY $1 AS \"{1}.percent\"",
                    "RECORD SELECT window 1s (sum) FROM ^(host\\d)\\.cpu-\\d\\.user$ BY $1 AS \"{1}.all\"")
            .map(statement -> statement + ";")
            .toList();
    private static final List<String> ALERTS = List.of(
            "ALERT high WHEN [> 500000] FROM ^host CLEAR [< 400000] NODATA 3s;",
            "ALERT high WHEN [> 400000] FROM ^host FOR 1s CALM 1s NODATA 3 intervals FLAP 2 IN 20s;",
            "ALERT busy WHEN window 2s (mean) [> 1000] FROM ^(host\\d)\\. BY $1 FLAP 3 IN 10s NODATA 2s;",
            "ALERT full WHEN used / (used + free) [> 0.5] FROM used: ^(.*)\\.user$, free: ^(.*)\\.idle$ BY $1;");

    /** What clients say of how often they send. */
    private static final int[] INTERVALS_MS = {Series.NO_INTERVAL, 100, 300, 1000};

    private static final List<String> REGEXES =
            List.of(".", "^host1", "cpu-[02]", "idle$", "^(host2|host3).*user", "x");

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private final ManualClock clock = new ManualClock(START_NS);
    private final Counters counters = Counters.inMemory();
    private final Map<Long, StandingQuery> started = new LinkedHashMap<>();
    private final List<StandingQuery> running = new ArrayList<>();
    private final Alerts alerts;
    private final Queue<Transition> open = new ConcurrentLinkedQueue<>();
    private final StandingQueries queries;
    private final Journal journal;
    private final HandlerGraph graph;
    private final QueryRegistry registry;
    private final RecordedResults recorded;
    private final WarmStarts warm;
    private final PastReader reader;
    private final Producer producer;
    private final Producer forQueries;
    private final boolean isStepped;

    private RecordedRun(final Path folder, final Threading threading, final long maxStateBytes) {
        journal = Journal.open(folder, CONFIG, clock, counters, LangUtil::rethrowUnchecked);
        journal.reader().resume(0);
        journal.start();
        isStepped = threading == Threading.STEPPED;
        final SeriesTable table = new SeriesTable(1 << 16, counters);
        final QueryLimits limits = new QueryLimits(10_000, 100, maxStateBytes);
        alerts = new Alerts(this::onChange, limits);
        queries = new StandingQueries(limits, clock, counters, errors::add);
        queries.startAt(journal.handler().position());
        journal.handler().settings(limits.toBytes());
        graph = new HandlerGraph(
                new RingConfig(RingConfig.MIN_CAPACITY, threading, Waiting.SLEEPING),
                List.of(
                        new Timeline(new IntervalRules(TTL_NS, CounterFall.AUTO), TTL_NS, table, counters),
                        queries,
                        journal.handler()),
                new NamedThreads("leela-test", errors::add),
                counters,
                errors::add);
        graph.start();
        registry = new QueryRegistry(queries, graph.ring(), new Re2Patterns(), limits, counters);
        producer = new Producer(graph.ring(), table, RecordingPipeline.NO_LIMITS, counters, Source.SELF);
        forQueries = new Producer(graph.ring(), table, RecordingPipeline.NO_LIMITS, counters, Source.QUERIES);
        final Producer back = new Producer(graph.ring(), table, RecordingPipeline.NO_LIMITS, counters, Source.RECORDED);
        recorded = new RecordedResults(back, clock, counters, errors::add);
        queries.recordTo(recorded);
        recorded.start();
        warm = new WarmStarts(new RandomPast(), errors::add);
        reader = new PastReader(warm::offer, body -> graph.ring().execute(queries, body), queries::onPast);
        queries.fillFrom(reader);
        warm.start();
    }

    /** Runs one, and gives what its queries gave, in the order of their starts. */
    static List<QueryOutputs> record(final Path folder, final Threading threading, final long seed, final int rounds)
            throws Exception {
        // room for a part of the queries' states: which series are refused depends on what came before
        return record(folder, threading, seed, rounds, 100_000);
    }

    /** The same with so much room for the queries' states. */
    static List<QueryOutputs> record(
            final Path folder, final Threading threading, final long seed, final int rounds, final long maxStateBytes)
            throws Exception {
        final RecordedRun run = new RecordedRun(folder, threading, maxStateBytes);
        try (run) {
            run.run(new SplittableRandom(seed), rounds);
        }
        if (!run.errors.isEmpty()) {
            throw new AssertionError(run.errors);
        }
        return run.started.values().stream().map(StandingQuery::outputs).toList();
    }

    private void run(final SplittableRandom random, final int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            final int dice = random.nextInt(100);
            if (dice < 70) {
                metrics(random);
            } else if (dice < 80) {
                queryEvents(random);
            } else if (dice < 83) {
                document();
            } else if (dice < 90 || i < 5) {
                start(random);
            } else if (dice < 93 && !running.isEmpty()) {
                running.remove(random.nextInt(running.size())).close();
            } else if (dice == 99 && random.nextInt(8) == 0) {
                beSilent();
            } else if (dice == 97) {
                closeAlert();
            } else if (dice == 98 && random.nextInt(8) == 0) {
                clock.stepNs((random.nextInt(7_200) - 3_600) * Clock.NANOS_PER_SECOND);
            }
            step();
            clock.advanceNs(random.nextInt(40) * MS);
            if (random.nextInt(4) == 0) {
                tick(random.nextBoolean());
            }
        }
        tick(true);
    }

    private void metrics(final SplittableRandom random) {
        producer.begin(clock.timeNs());
        final int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            final int number = random.nextInt(KEYS);
            final byte[] key = key(number);
            // most say the same each time
            final int interval = random.nextInt(20) == 0 ? random.nextInt(INTERVALS_MS.length) : number;
            producer.intervalMs(INTERVALS_MS[interval % INTERVALS_MS.length]);
            final MetricType type = MetricType.values()[random.nextInt(3) == 0 ? random.nextInt(4) : 0];
            final long lateNs = random.nextInt(5) == 0 ? random.nextInt(20_000) * MS : 0;
            final UnsafeBuffer buffer = new UnsafeBuffer(key);
            final int times = random.nextInt(30) == 0 ? 2 : 1;
            for (int again = 0; again < times; again++) {
                if (random.nextInt(3) == 0) {
                    producer.integralMetric(
                            type, buffer, 0, key.length, random.nextInt(1 << 20), clock.timeNs() - lateNs);
                } else {
                    producer.metric(type, buffer, 0, key.length, value(random), clock.timeNs() - lateNs);
                }
            }
        }
        producer.end();
    }

    private void queryEvents(final SplittableRandom random) {
        forQueries.begin(clock.timeNs());
        for (int i = 0; i < 3; i++) {
            // some keys that metrics bear, too, and some that only these have
            final byte[] key = key(random.nextInt(KEYS + 5));
            forQueries.event(new UnsafeBuffer(key), 0, key.length, value(random), clock.timeNs());
        }
        forQueries.end();
    }

    private void document() {
        final byte[] key = key(0);
        producer.begin(clock.timeNs());
        producer.data(
                new UnsafeBuffer(key), 0, key.length, "{\"a\":1}".getBytes(StandardCharsets.UTF_8), clock.timeNs());
        producer.end();
    }

    private void start(final SplittableRandom random) throws Exception {
        if (random.nextInt(6) == 0) {
            startAlert(random);
            return;
        }
        final Program program = random.nextBoolean()
                ? Program.parse(
                        PROGRAMS.get(random.nextInt(PROGRAMS.size())), REGEXES.get(random.nextInt(REGEXES.size())))
                : Program.parse(
                        STATEMENTS.get(random.nextInt(STATEMENTS.size())).getBytes(StandardCharsets.UTF_8));
        final EndingSink sink = new EndingSink(random.nextInt(4) == 0 ? 20 : Integer.MAX_VALUE);
        final StandingQuery query =
                registry.start(program, "owner" + random.nextInt(3), "payer" + random.nextInt(2), sink);
        sink.query = query;
        started.put(query.id(), query);
        running.add(query);
    }

    /** Some are written otherwise while they run. */
    private void startAlert(final SplittableRandom random) throws Exception {
        final AlertProgram alert = AlertProgram.parse(ALERTS.get(random.nextInt(ALERTS.size())));
        final StandingQuery query = registry.start(alert.program(), alert.name(), alerts.run(alert));
        started.put(query.id(), query);
        running.add(query);
    }

    private void onChange(final List<GroupRecord> groups, final Transition told) {
        if (told != null && told.to().isOpen()) {
            open.add(told);
        }
    }

    /** One that may be over by now. */
    private void closeAlert() {
        final Transition told = open.poll();
        if (told != null) {
            final boolean unused = graph.ring()
                    .execute(queries, alerts.closing(told.alert(), told.opened(), "{group}: closed", groups -> {}));
        }
    }

    /** Long enough for all series to be purged. */
    private void beSilent() {
        for (int i = 0; i < 3; i++) {
            clock.advanceNs(TTL_NS);
            tick(false);
        }
    }

    private void tick(final boolean isAwaited) {
        graph.ring().tick(clock.timeNs(), clock.ticksNs(), isAwaited);
        step();
    }

    private void step() {
        if (isStepped) {
            graph.step();
        }
    }

    private static double value(final SplittableRandom random) {
        return switch (random.nextInt(40)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> Double.POSITIVE_INFINITY;
            default -> random.nextInt(4) == 0 ? random.nextDouble() * 100 : random.nextInt(100);
        };
    }

    private static byte[] key(final int number) {
        final String kind = number % 2 == 0 ? "idle" : "user";
        return ("host" + number / 8 + ".cpu-" + number % 8 / 2 + "." + kind).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        step();
        reader.close();
        warm.close();
        recorded.close();
        if (!graph.close(CLOSE_NS)) {
            throw new AssertionError("the ring does not drain");
        }
        journal.close();
    }

    /** Some points of each key, and now and then none; read while the stream goes on. */
    private final class RandomPast implements PastPoints {
        private final SplittableRandom random = new SplittableRandom(7);

        @Override
        public Gap catchUp() {
            return random.nextInt(10) == 0 ? Gap.BEHIND : Gap.NONE;
        }

        @Override
        public Past read(final byte[] key, final long fromNs, final long toNs, final int most) {
            if (random.nextInt(20) == 0) {
                return Past.none(Gap.UNAVAILABLE);
            }
            final int count = random.nextInt(700);
            final long[] timesNs = random.longs(count, fromNs, toNs + 1)
                    .map(time -> time - Math.floorMod(time, 100 * MS))
                    .sorted()
                    .toArray();
            return new Past(timesNs, random.ints(count, 0, 100).asDoubleStream().toArray(), count, Gap.NONE);
        }

        @Override
        public Gap keys(final KeyVisitor visitor) {
            for (int i = 0; i < KEYS + 8; i++) {
                if (!visitor.onKey(key(i), random.nextBoolean(), INTERVALS_MS[i % INTERVALS_MS.length])) {
                    return Gap.LIMITED;
                }
            }
            return Gap.NONE;
        }

        @Override
        public long resolutionNs() {
            return MS;
        }

        @Override
        public long nowNs() {
            return START_NS;
        }
    }

    /** Ends its query by itself after so many results, from within the handler. */
    private static final class EndingSink implements QuerySink {
        private final int most;
        private int results;
        private volatile StandingQuery query;

        private EndingSink(final int most) {
            this.most = most;
        }

        @Override
        public void onResult(final Series series, final double value, final long timeNs) {
            if (++results == most) {
                query.close();
            }
        }
    }
}
