package leela.engine.dmproc.running;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.recording.RecordedLoops;
import leela.engine.dmproc.recording.Recorder;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import leela.engine.ring.StreamClock;
import leela.engine.runtime.Clock;
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
    private static final int QUICK_PARTS = 2;
    private static final int SLOW_PARTS = 16;
    /**
     * Many series that are born at once, as at a start, must lose no event: so much is looked at without a pause. It is
     * reckoned at worst; ordinary expressions take a third of that.
     */
    static final long QUICK_BURST_NS = 2_000_000_000;

    private static final long SLOW_BURST_NS = 2_000_000;

    private final QueryLimits limits;
    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;

    /** Most regexes are decided at once, slow ones cost only each other. */
    private final Matching quick;

    private final Matching slow;
    private final Queue<StandingQuery> ended = new ArrayDeque<>();
    private final WorkShare releasing;
    private final List<StandingQuery> touched = new ArrayList<>();
    private final List<Subscription> joined = new ArrayList<>();
    private final EventSteps steps = new EventSteps();
    private final RecordedLoops<StandingQuery> loops = new RecordedLoops<>();
    private Recorder recorder = Recorder.NONE;
    private final DueWheel due = new DueWheel(MOST_DUE_A_TICK);
    private final Consumer<TimedState> onDue = state -> state.query().onDue(state);
    /** The series whose steps are counted; null while none is met. */
    private Series weighed;
    /** What a series has met that has met all queries. */
    private long allMet;

    private long subscriptions;
    private long groups;
    private long missed;
    private long recorded;
    private long stateBytes;
    private final StreamClock stream = new StreamClock();
    private long position;
    /** How often the client of the event in hand says that it sends. */
    private int intervalMs;

    private long retriedNs;
    /** Of the last tick: what ends windows. */
    private long clockNs;
    /** Written where it changes; any thread reads it. */
    private volatile boolean isTimeAwaited;

    public StandingQueries(
            final QueryLimits limits, final Clock clock, final Counters counters, final ErrorHandler onError) {
        this.limits = limits;
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        releasing = new WorkShare(RELEASE_PARTS, RELEASE_BURST_NS);
        quick = new Matching(new WorkShare(QUICK_PARTS, QUICK_BURST_NS), this::meet);
        slow = new Matching(new WorkShare(SLOW_PARTS, SLOW_BURST_NS), this::meet);
    }

    /** Where the results of recording programs go; before the ring starts. */
    public void recordTo(final Recorder newRecorder) {
        recorder = newRecorder;
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
        if (series.queriesMet() != allMet) {
            meet(series);
        }
        for (final Subscriber subscriber : series.subscribers()) {
            subscriber.onEvent(value, timeNs);
        }
    }

    @Override
    public void onTick(final Slot tick) {
        onTick(tick.timeNs());
    }

    void onTick(final long timeNs) {
        stream.onTick(timeNs);
        clockNs = stream.nowNs();
        due.advance(clockNs, onDue);
        release();
        retryRefused();
        awaitTime();
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
        final boolean isAwaitedNow = !ended.isEmpty() || !due.isEmpty();
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
        counters.set(EngineCounter.QUERY_SUBSCRIPTIONS, subscriptions);
        counters.set(EngineCounter.QUERY_STATE_BYTES, stateBytes);
        counters.set(EngineCounter.QUERY_GROUPS, groups);
        counters.add(EngineCounter.QUERY_JOINS_MISSED, missed);
        counters.add(EngineCounter.QUERY_RECORDED, recorded);
        missed = 0;
        recorded = 0;
    }

    /** The next event of the key, should one come, finds a series that has met nobody. */
    @Override
    public void onPurged(final Series series) {
        for (final Subscriber subscriber : series.subscribers()) {
            drop((Subscription) subscriber);
        }
        series.subscribers(new Subscriber[0]);
        series.queriesMet(0);
    }

    @Override
    public void onShutdown() {
        for (final StandingQuery query : running()) {
            end(query);
        }
        onBatchEnd();
    }

    // ---- from the registry, on the query thread

    void begin(final StandingQuery query) {
        query.begin(this);
        matching(query).add(query);
        allMet = met(quick.generation(), slow.generation());
    }

    /** Gives what is still to be given, then the end; idempotent. */
    void end(final StandingQuery query) {
        if (matching(query).remove(query)) {
            counters.add(EngineCounter.QUERY_RESULTS, query.endBatch());
            query.end();
            loops.end(query);
            // free at once for others; it is taken apart as there is time
            hold(query, -query.heldBytes());
            ended.add(query);
        }
    }

    // ---- from the queries

    /** Tells what events cost; no result depends on it. */
    Clock clock() {
        return clock;
    }

    /** The stream's clock, as the last tick told it: what windows go by. */
    long clockNs() {
        return clockNs;
    }

    /** The state waits for the clock. */
    void await(final TimedState state, final long dueNs) {
        due.await(state, dueNs);
    }

    void awaitNothing(final TimedState state) {
        due.remove(state);
    }

    /** Whether a state of the query may grow by so many bytes, which it holds then. */
    boolean mayHold(final StandingQuery query, final long bytes) {
        final boolean isRoom = hasRoomFor(query, bytes);
        if (isRoom) {
            hold(query, bytes);
        }
        return isRoom;
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

    /** Shows the series to the queries that were started since it last met any. */
    private void meet(final Series series) {
        final long met = series.queriesMet();
        weighed = null;
        series.queriesMet(met(
                quick.meet(series, (int) met, streamNs()),
                slow.meet(series, (int) (met >>> Integer.SIZE), streamNs())));
        if (series.queriesMet() != allMet) {
            counters.increment(EngineCounter.QUERY_SERIES_DEFERRED);
        }
        if (!joined.isEmpty()) {
            rebuild(series);
        }
    }

    private Matching matching(final StandingQuery query) {
        return query.isSlow() ? slow : quick;
    }

    private static long met(final int ofQuick, final int ofSlow) {
        return (long) ofSlow << Integer.SIZE | ofQuick;
    }

    private void meet(final Series series, final StandingQuery query) {
        for (int input = 0; input < query.inputs(); input++) {
            try {
                final Groups.Place place = query.place(series, input);
                if (place != null) {
                    meet(series, query, place);
                }
            } catch (final RuntimeException fault) {
                onFault(fault);
            }
        }
    }

    private void meet(final Series series, final StandingQuery query, final Groups.Place place) {
        if (place.obstacle() != null) {
            refuse(query, series, place.obstacle());
            return;
        }
        if (!hasRoomFor(query, place.bytes())) {
            refuse(query, series, QuerySink.Shortage.MEMORY);
            return;
        }
        if (!hasTimeFor(query, series)) {
            refuse(query, series, QuerySink.Shortage.TIME);
            return;
        }
        if (query.isRecorded()) {
            final byte[] name = place.name().key();
            if (query.reads(name) || loops.isLoop(query, series.key(), name)) {
                refuse(query, series, QuerySink.Shortage.LOOP);
                return;
            }
            loops.add(query, series.key(), name);
            hold(query, RecordedLoops.bytes(series, place.name()));
        }
        if (place.group() != null && place.group().isTaken(place.input())) {
            refuse(query, series, QuerySink.Shortage.INPUT);
        }
        steps.add(query);
        final int groupsBefore = query.groups();
        joined.add(query.subscribe(series, place));
        groups += query.groups() - groupsBefore;
        hold(query, place.bytes());
        subscriptions++;
    }

    /** An owner may hold as much as is left for others, so that whoever comes finds room, however many came before. */
    private boolean hasRoomFor(final StandingQuery query, final long bytes) {
        final long left = limits.maxStateBytes() - stateBytes - bytes;
        return query.account().stateBytes() + bytes <= left;
    }

    private boolean hasTimeFor(final StandingQuery query, final Series series) {
        if (weighed != series) {
            weighed = series;
            steps.weigh(series);
        }
        return steps.hasRoomFor(query);
    }

    private void refuse(final StandingQuery query, final Series series, final QuerySink.Shortage shortage) {
        counters.increment(EngineCounter.QUERY_SERIES_REFUSED);
        query.refuse(series, shortage);
    }

    private void hold(final StandingQuery query, final long moreBytes) {
        stateBytes += moreBytes;
        query.hold(moreBytes);
        query.account().hold(moreBytes);
    }

    /** Series meet a query again that was refused room, once there is some. */
    private void retryRefused() {
        if (streamNs() >= retriedNs && streamNs() - retriedNs < RETRY_NS) {
            return;
        }
        retriedNs = streamNs();
        if (!quick.hasRefused() && !slow.hasRefused()) {
            return;
        }
        weighed = null;
        for (final StandingQuery query : running()) {
            if (query.refused() != null
                    && hasRoomFor(query, query.stateBytes())
                    && query.hasRoomForGroups()
                    && hasTimeFor(query, query.refused())
                    && matching(query).remove(query)) {
                query.meetAnew();
                begin(query);
            }
        }
    }

    private List<StandingQuery> running() {
        return Stream.concat(quick.queries().stream(), slow.queries().stream()).toList();
    }

    /** Puts those that joined on the series' list, and takes those off that have ended. */
    private void rebuild(final Series series) {
        final List<Subscriber> all = new ArrayList<>(series.subscribers().length + joined.size());
        for (final Subscriber subscriber : series.subscribers()) {
            final Subscription subscription = (Subscription) subscriber;
            if (subscription.query().isEnded()) {
                drop(subscription);
            } else {
                all.add(subscription);
            }
        }
        all.addAll(joined);
        joined.clear();
        series.subscribers(all.toArray(Subscriber[]::new));
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
                rebuild(series);
                isTimeLeft = releasing.spend(RELEASE_SERIES_NS + RELEASE_SUBSCRIPTION_NS * length);
            }
        }
    }

    private void drop(final Subscription subscription) {
        final StandingQuery query = subscription.query();
        final int groupsBefore = query.groups();
        long freedBytes = query.unsubscribe(subscription);
        if (query.isRecorded()) {
            loops.remove(query, subscription.series().key(), subscription.name().key());
            freedBytes += RecordedLoops.bytes(subscription.series(), subscription.name());
        }
        groups += query.groups() - groupsBefore;
        if (!query.isEnded()) {
            hold(query, -freedBytes);
        }
        subscriptions--;
    }
}
