package leela.engine.ring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusals;
import leela.engine.series.Series;
import leela.engine.series.SeriesLimits;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Timeline;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The real graph.ring(), series table, producers and handlers without a thread: the test's own shows the handlers what
 * was published.
 *
 * <pre>
 *   final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
 *   final Producer producer = pipeline.producer(TestSource.WAITING);
 *   ... producer.begin(nowNs), decode, producer.end()
 *   assertThat(pipeline.take()).containsExactly(Entry.metric(GAUGE, "foobar", 1.5, 1_365_500_000_000_000_000L));
 * </pre>
 *
 * Thread: one, the test's. It would wait for itself if more than {@link #CAPACITY} entries were published between two
 * runs.
 * Memory: {@link #run} allocates nothing, so it can stand inside an allocation test; recording does.
 * Errors: what a handler throws is rethrown to the test.
 */
public final class RecordingPipeline {

    /** Most entries between two calls of {@link #run} or {@link #take}. */
    public static final int CAPACITY = 1 << 14;
    /** The default clock period and ttl. */
    public static final long CLOCK_NS = 60_000_000_000L;

    public static final long TTL_NS = 3_600_000_000_000L;
    /** Any time from 0 to 2^33 s. */
    public static final Limits NO_LIMITS = new Limits(Limits.UNLIMITED, Limits.UNLIMITED);

    private static final int MAX_SERIES = 1 << 20;
    private static final ThreadFactory NO_THREADS = body -> {
        throw new AssertionError("stepped handlers need no thread");
    };

    private final Counters counters;
    private final SeriesTable table;
    private final RecordingHandler recorder;
    private final Handler first;
    private final HandlerGraph graph;
    private final Refusals refusals = new Refusals((refusal, count) -> {});

    private RecordingPipeline(
            final Counters counters,
            final SeriesTable table,
            final RecordingHandler recorder,
            final List<Handler> handlers) {
        this.counters = counters;
        this.table = table;
        this.recorder = recorder;
        first = handlers.get(0);
        graph = new HandlerGraph(
                RingConfig.stepped(CAPACITY), handlers, NO_THREADS, counters, LangUtil::rethrowUnchecked);
    }

    /** Records metrics as they leave the decoder: no timeline. */
    public static RecordingPipeline ofMetrics() {
        return ofMetrics(MAX_SERIES);
    }

    /** The same with room for so many series only. */
    public static RecordingPipeline ofMetrics(final int maxSeries) {
        return ofMetrics(maxSeries, Counters.inMemory());
    }

    /** The same over counters of the test's own. */
    public static RecordingPipeline ofMetrics(final Counters counters) {
        return ofMetrics(MAX_SERIES, counters);
    }

    /** The same over counters of the test's own, with room for so many series only. */
    public static RecordingPipeline ofMetrics(final int maxSeries, final Counters counters) {
        return ofMetrics(SeriesLimits.ofNumber(maxSeries), counters);
    }

    /** The same with room for so many. */
    public static RecordingPipeline ofMetrics(final SeriesLimits limits, final Counters counters) {
        final RecordingHandler recorder = new RecordingHandler("recorder");
        return new RecordingPipeline(counters, new SeriesTable(limits, counters), recorder, List.of(recorder));
    }

    /** Records the events that the timeline makes by its default rules, and lets {@code others} see them too. */
    public static RecordingPipeline ofEvents(final Handler... others) {
        return ofEvents(new FixedClockRules(CLOCK_NS, TTL_NS, CounterFall.AUTO), others);
    }

    /** Records the events that the timeline makes by these rules, and lets {@code others} see them too. */
    public static RecordingPipeline ofEvents(final Rules rules, final Handler... others) {
        final RecordingHandler recorder = new RecordingHandler("recorder");
        final Counters counters = Counters.inMemory();
        final SeriesTable table = new SeriesTable(MAX_SERIES, counters);
        final List<Handler> handlers = new ArrayList<>(List.of(new Timeline(rules, TTL_NS, table, counters), recorder));
        handlers.addAll(List.of(others));
        return new RecordingPipeline(counters, table, recorder, handlers);
    }

    /**
     * These handlers in their order, the first in the timeline's place; nothing is recorded unless one of them does.
     */
    public static RecordingPipeline of(final Counters counters, final SeriesTable table, final Handler... handlers) {
        return new RecordingPipeline(counters, table, new RecordingHandler("none"), List.of(handlers));
    }

    /** A door without limits of time. */
    public Producer producer(final Source source) {
        return producer(source, NO_LIMITS);
    }

    public Producer producer(final Source source, final Limits limits) {
        return new Producer(graph.ring(), table, limits, counters, source, refusals);
    }

    /** Shows the handlers what was published and not yet shown. */
    public void run() {
        graph.step();
    }

    /** Runs, and gives the entries recorded since the last call. */
    public List<Entry> take() {
        run();
        return recorder.take();
    }

    /** Has the timeline let go of a live series. */
    public void release(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        ((Timeline) first).release(table.find(new UnsafeBuffer(bytes), 0, bytes.length));
    }

    /** A heartbeat, seen in order with the entries. */
    public void tick(final long nowNs) {
        graph.ring().tick(nowNs, nowNs);
        run();
    }

    /** Lets go of all series if they are more than so many: a test that goes on for long must not fill memory. */
    public void forgetSeries(final int most) {
        if (table.size() > most) {
            final List<Series> all = new ArrayList<>();
            table.visit(0, table.places(), all::add);
            all.forEach(table::tryRemove);
        }
    }

    /** What was not taken. */
    public Refusals refusals() {
        return refusals;
    }

    public long count(final Counter id) {
        return counters.read(id);
    }

    public Counters counters() {
        return counters;
    }

    public SeriesTable table() {
        return table;
    }

    public Ring ring() {
        return graph.ring();
    }
}
