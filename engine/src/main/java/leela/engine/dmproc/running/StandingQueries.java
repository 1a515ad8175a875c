package leela.engine.dmproc.running;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.due.Due;
import leela.engine.dmproc.due.DueWheel;
import leela.engine.dmproc.owner.Owners;
import leela.engine.dmproc.recording.Recorder;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.dmproc.warm.PastRequests;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import leela.engine.ring.StreamClock;
import leela.engine.runtime.Clock;
import leela.engine.runtime.WorkShare;
import leela.engine.series.Series;
import leela.engine.series.Subscriber;
import org.agrona.ErrorHandler;

/**
 * Runs the standing queries over the events. A query meets a series once: at the first event of the series that follows
 * the query's start, the regex decides, and if it matches, the pair goes on the series' own list. So an event costs
 * what is on that list, and queries that do not match cost nothing. What the regexes may take of the time is bounded,
 * and of slow ones apart from the others: beyond it, a pair is decided at a later event of the series. Queries come and
 * go in order with the events, through {@link QueryRegistry}. What is decided when depends on the stream alone, not on
 * the machine: see {@link WorkShare}.
 * Thread: the query thread.
 * Memory: nothing per event; where a query meets a series it matches, a subscription and a state.
 * Errors: a sink or regex that throws is counted QUERY_ERRORS and costs its query that event; others go on. State
 * beyond its limit is not made, nor does a series take queries that would make its events cost more than they may: the
 * series is counted QUERY_SERIES_REFUSED, and that query does not follow it until there is room; its sink is told.
 */
public final class StandingQueries implements Handler {

    /** So often a query that was refused room looks whether there is some. */
    static final long RETRY_NS = 10 * Clock.NANOS_PER_SECOND;

    /** States whose windows the clock ends with one tick; more wait for the next. They take some two milliseconds. */
    static final int MOST_DUE_A_TICK = 10_000;

    /** What ended queries held is taken apart in an eighth of the time. */
    private static final int RELEASE_PARTS = 8;

    private static final long RELEASE_BURST_NS = 1_000_000;
    private static final long RELEASE_SERIES_NS = 100;
    private static final long RELEASE_SUBSCRIPTION_NS = 50;

    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;

    private final Queue<StandingQuery> ended = new ArrayDeque<>();
    private final WorkShare releasing;
    private final List<StandingQuery> touched = new ArrayList<>();
    private final Owners owners = new Owners();
    private final Meetings meetings;
    private Recorder recorder = Recorder.NONE;
    private final DueWheel due = new DueWheel(MOST_DUE_A_TICK);
    private final Consumer<StandingQuery> onRoom = this::meet;
    private long missed;
    private long recorded;
    private final StreamClock stream = new StreamClock();
    private final Fillings fillings;
    private long position;
    /** How often the client of the event in hand says that it sends. */
    private int intervalMs;

    /** Of the last tick: what ends windows. */
    private long clockNs;
    /** Written where it changes; any thread reads it. */
    private volatile boolean isTimeAwaited;

    public StandingQueries(
            final QueryLimits limits, final Clock clock, final Counters counters, final ErrorHandler onError) {
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        releasing = new WorkShare(RELEASE_PARTS, RELEASE_BURST_NS);
        meetings = new Meetings(limits, counters, this::onFault);
        fillings = new Fillings(this, counters, stream::nowNs);
    }

    /** Where the results of recording programs go; before the ring starts. */
    public void recordTo(final Recorder newRecorder) {
        recorder = newRecorder;
    }

    /** Where new queries find what came before; before the ring starts. */
    public void fillFrom(final PastRequests past) {
        fillings.from(past);
    }

    @Override
    public String name() {
        return "dmproc";
    }

    @Override
    public void onEntry(final Slot slot) {
        advance(slot.arrivalNs());
        if (slot.kind() != Slot.Kind.QUERY_EVENT) {
            position++;
        }
        if (slot.kind() != Slot.Kind.DATA) {
            onEvent(slot.series(), slot.value(), slot.timeNs(), slot.intervalMs());
        }
    }

    /** Shows one event to the queries that match its series. */
    public void onEvent(final Series series, final double value, final long timeNs, final int newIntervalMs) {
        intervalMs = newIntervalMs;
        onEvent(series, value, timeNs);
    }

    /** Shows one event, of a client that says as much of its interval as the one before. */
    public void onEvent(final Series series, final double value, final long timeNs) {
        if (!meetings.isOver(series)) {
            meetings.meet(series, stream.nowNs());
        }
        for (final Subscriber subscriber : series.subscribers()) {
            subscriber.onEvent(value, timeNs);
        }
    }

    @Override
    public void onTick(final Slot tick) {
        onTick(tick.timeNs());
    }

    /** The heartbeat, at this time. */
    public void onTick(final long timeNs) {
        final long stepNs = stream.onTick(timeNs);
        clockNs = stream.nowNs();
        advanceDue(stepNs);
        release();
        meetings.retryRefused(stream.nowNs(), onRoom);
        fillings.onTick();
        awaitTime();
    }

    private void advanceDue(final long stepNs) {
        try {
            if (stepNs != 0) {
                due.onClockStep(stepNs, clockNs);
            }
            due.advance(clockNs);
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
    }

    /** The next entry has this position, as in the journal; before the ring starts. */
    public void startAt(final long firstPosition) {
        position = firstPosition;
    }

    /** Behind the entry that is shown. */
    long position() {
        return position;
    }

    /** The stream has come to this time. */
    void advance(final long arrivalNs) {
        stream.onArrival(arrivalNs);
    }

    /** Where something waits for time, ticks come ten times a second instead of once. */
    @Override
    public boolean isTimeAwaited() {
        return isTimeAwaited;
    }

    private void awaitTime() {
        final boolean isAwaitedNow = !ended.isEmpty() || !due.isEmpty() || fillings.isTimeAwaited();
        if (isAwaitedNow != isTimeAwaited) {
            isTimeAwaited = isAwaitedNow;
        }
    }

    /** The stream's time, in epoch ns: the only one that results may depend on. */
    long streamNs() {
        return stream.nowNs();
    }

    @Override
    public void onBatchEnd() {
        release();
        long results = 0;
        for (int i = 0; i < touched.size(); i++) {
            results += touched.get(i).endBatch();
        }
        touched.clear();
        recorder.onBatchEnd();
        awaitTime();
        counters.add(EngineCounter.QUERY_RESULTS, results);
        counters.set(EngineCounter.QUERY_SUBSCRIPTIONS, meetings.subscriptions());
        counters.set(EngineCounter.QUERY_STATE_BYTES, meetings.stateBytes());
        counters.set(EngineCounter.QUERY_GROUPS, meetings.groups());
        counters.set(EngineCounter.QUERY_FILLING, fillings.size());
        counters.add(EngineCounter.QUERY_JOINS_MISSED, missed);
        counters.add(EngineCounter.QUERY_RECORDED, recorded);
        missed = 0;
        recorded = 0;
    }

    /** The next event of the key, should one come, finds a series that has met nobody. */
    @Override
    public void onPurged(final Series series) {
        meetings.forget(series);
    }

    @Override
    public void onShutdown() {
        for (final StandingQuery query : meetings.running()) {
            end(query);
        }
        onBatchEnd();
    }

    // ---- from the registry, on the query thread

    void begin(final StandingQuery query) {
        query.begin(this, owners);
        meet(query);
    }

    /** All series are to meet it, perhaps anew. */
    private void meet(final StandingQuery query) {
        meetings.begin(query);
        if (query.past().isOfGroups()) {
            fillings.begin(query);
        }
    }

    /** Something of the past of a query or series has been read; a command of the ring's. */
    public void onPast(final PastChunk past) {
        fillings.onPast(past);
    }

    /** Whether new queries are filled with their past. */
    boolean isFilling() {
        return fillings.isOn();
    }

    /** Gives what is still to be given, then the end; idempotent. */
    void end(final StandingQuery query) {
        if (meetings.end(query)) {
            counters.add(EngineCounter.QUERY_RESULTS, query.endBatch());
            fillings.end(query);
            query.end();
            dropMemberless(query);
            // free at once for others; it is taken apart as there is time
            meetings.free(query);
            owners.end(query.account());
            ended.add(query);
        }
    }

    // ---- from the queries

    Fillings fillings() {
        return fillings;
    }

    /** What follows is as it was then. */
    void tell(final long newClockNs, final int newIntervalMs) {
        clockNs = newClockNs;
        intervalMs = newIntervalMs;
    }

    void onGroups(final int more) {
        meetings.countGroups(more);
    }

    void free(final StandingQuery query, final long bytes) {
        meetings.free(query, bytes);
    }

    void dropMemberless(final StandingQuery query) {
        final int before = query.groups();
        meetings.free(query, query.past().dropMemberless());
        meetings.countGroups(query.groups() - before);
    }

    /** Tells what events cost; no result depends on it. */
    Clock clock() {
        return clock;
    }

    /** The stream's clock, as the last tick told it: what windows go by. */
    long clockNs() {
        return clockNs;
    }

    /** The state waits for the clock. */
    void await(final Due state, final long dueNs) {
        due.await(state, dueNs);
    }

    void awaitNothing(final Due state) {
        due.remove(state);
    }

    /** Whether a state of the query may grow by so many bytes, which it holds then. */
    boolean mayHold(final StandingQuery query, final long bytes) {
        return meetings.mayHold(query, bytes);
    }

    /** So many more values came too late, or found no room. */
    void onLeftOut(final long late, final long crowded) {
        counters.add(EngineCounter.QUERY_VALUES_LATE, late);
        counters.add(EngineCounter.QUERY_VALUES_CROWDED, crowded);
    }

    void record(final Series name, final double value, final long timeNs) {
        recorder.record(name, value, timeNs);
        recorded++;
    }

    int intervalMs() {
        return intervalMs;
    }

    /** So many evaluations of joins had to be left out. */
    void onMissed(final long more) {
        missed += more;
    }

    void onTouched(final StandingQuery query) {
        touched.add(query);
    }

    void onFault(final RuntimeException fault) {
        counters.increment(EngineCounter.QUERY_ERRORS);
        onError.onError(fault);
    }

    /** Takes what ended queries held off the series, as far as there is time. */
    private void release() {
        if (ended.isEmpty() || !releasing.begin(streamNs())) {
            return;
        }
        boolean isTimeLeft = true;
        while (isTimeLeft && !ended.isEmpty()) {
            final SubscriptionList list = ended.element().subscriptions();
            if (list.isEmpty()) {
                ended.remove();
            } else {
                final Series series = list.any().series();
                final int length = series.subscribers().length;
                meetings.rebuild(series);
                isTimeLeft = releasing.spend(RELEASE_SERIES_NS + RELEASE_SUBSCRIPTION_NS * length);
            }
        }
    }
}
