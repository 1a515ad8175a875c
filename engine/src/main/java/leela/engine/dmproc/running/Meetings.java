package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.recording.RecordedLoops;
import leela.engine.runtime.WorkShare;
import leela.engine.series.Series;
import leela.engine.series.Subscriber;

/**
 * Which queries follow which series: each query meets a series once, and is put on its list, or is refused for want of
 * room or time.
 * Thread: the query thread.
 * Memory: where a query meets a series it matches, a subscription and a state; all are accounted here.
 * Errors: what a regex throws goes to {@code onFault}; it costs its query that series.
 */
final class Meetings {

    /**
     * Many series that are born at once, as at a start, must lose no event: so much is looked at without a pause. It is
     * reckoned at worst; ordinary expressions take a third of that.
     */
    static final long BORN_BURST_NS = 2_000_000_000;

    private static final int BORN_PARTS = 4;
    /** Beyond this a series that was just born waits as others do. */
    private static final long BORN_SERIES_NS = 100_000;

    /** What everybody waits for while a new query meets series that are known. */
    static final long KNOWN_BURST_NS = 20_000_000;

    private static final int KNOWN_PARTS = 2;

    private static final int SLOW_PARTS = 16;
    private static final long SLOW_BURST_NS = 2_000_000;

    private final QueryLimits limits;
    private final Counters counters;
    private final Consumer<RuntimeException> onFault;

    /** Most regexes are decided at once, slow ones cost only each other. */
    private final Matching quick;

    private final Matching slow;
    private final WorkShare born = new WorkShare(BORN_PARTS, BORN_BURST_NS);
    private final WorkShare known = new WorkShare(KNOWN_PARTS, KNOWN_BURST_NS);
    private final WorkShare shareOfSlow = new WorkShare(SLOW_PARTS, SLOW_BURST_NS);
    private final List<Subscription> joined = new ArrayList<>();
    private final EventSteps steps = new EventSteps();
    private final RecordedLoops<StandingQuery> loops = new RecordedLoops<>(StandingQuery::isEnded);
    /** The series whose steps are counted; null while none is met. */
    private Series weighed;
    /** What a series has met that has met all queries. */
    private long allMet;

    private long subscriptions;
    private long groups;
    private long stateBytes;
    private long retriedNs;

    Meetings(final QueryLimits limits, final Counters counters, final Consumer<RuntimeException> onFault) {
        this.limits = limits;
        this.counters = counters;
        this.onFault = onFault;
        quick = new Matching(this::meet);
        slow = new Matching(this::meet);
        allMet = met(quick.generation(), slow.generation());
    }

    long subscriptions() {
        return subscriptions;
    }

    long groups() {
        return groups;
    }

    /** What the states of all queries take. */
    long stateBytes() {
        return stateBytes;
    }

    void begin(final StandingQuery query) {
        matching(query).add(query);
        allMet = met(quick.generation(), slow.generation());
    }

    /** It meets no further series; false where it did not before. */
    boolean end(final StandingQuery query) {
        return matching(query).remove(query);
    }

    /** What an ended query holds is free for others from now on. */
    void free(final StandingQuery query) {
        loops.end(query);
        hold(query, -query.heldBytes());
    }

    /** Whether the series has met all queries. */
    boolean isOver(final Series series) {
        return series.queriesMet() == allMet;
    }

    /** The series is no more. */
    void forget(final Series series) {
        for (final Subscriber subscriber : series.subscribers()) {
            drop((Subscription) subscriber);
        }
        series.subscribers(new Subscriber[0]);
        series.queriesMet(0);
    }

    /** Whether a state of the query may grow by so many bytes, which it holds then. */
    boolean mayHold(final StandingQuery query, final long bytes) {
        final boolean isRoom = hasRoomFor(query, bytes);
        if (isRoom) {
            hold(query, bytes);
        }
        return isRoom;
    }

    /** A query has so many more groups, of which no series is known yet. */
    void countGroups(final int more) {
        groups += more;
    }

    /** What a query holds less. */
    void free(final StandingQuery query, final long bytes) {
        if (!query.isEnded()) {
            hold(query, -bytes);
        }
    }

    /** Shows the series to the queries that were started since it last met any. */
    void meet(final Series series, final long nowNs) {
        final long met = series.queriesMet();
        weighed = null;
        int ofQuick = (int) met;
        if (met == 0 && born.begin(nowNs, BORN_SERIES_NS)) {
            ofQuick = quick.meet(series, ofQuick, born);
        }
        ofQuick = meet(series, quick, ofQuick, known, nowNs);
        final int ofSlow = meet(series, slow, (int) (met >>> Integer.SIZE), shareOfSlow, nowNs);
        series.queriesMet(met(ofQuick, ofSlow));
        if (series.queriesMet() != allMet) {
            counters.increment(EngineCounter.QUERY_SERIES_DEFERRED);
        }
        if (!joined.isEmpty()) {
            rebuild(series);
        }
    }

    private static int meet(
            final Series series, final Matching matching, final int met, final WorkShare share, final long nowNs) {
        if (!matching.isBehind(met)) {
            return matching.generation();
        }
        return share.begin(nowNs) ? matching.meet(series, met, share) : met;
    }

    private Matching matching(final StandingQuery query) {
        return query.isSlow() ? slow : quick;
    }

    private static long met(final int ofQuick, final int ofSlow) {
        return (long) ofSlow << Integer.SIZE | ofQuick;
    }

    private int meet(final Series series, final StandingQuery query) {
        final int before = joined.size();
        for (int input = 0; input < query.inputs(); input++) {
            try {
                final Groups.Place place = query.place(series, input);
                if (place != null) {
                    meet(series, query, place);
                }
            } catch (final RuntimeException fault) {
                onFault.accept(fault);
            }
        }
        return joined.size() - before;
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
    void retryRefused(final long nowNs, final Consumer<StandingQuery> begin) {
        if (nowNs >= retriedNs && nowNs - retriedNs < StandingQueries.RETRY_NS) {
            return;
        }
        retriedNs = nowNs;
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
                begin.accept(query);
            }
        }
    }

    List<StandingQuery> running() {
        return Stream.concat(quick.queries().stream(), slow.queries().stream()).toList();
    }

    /** Puts those that joined on the series' list, and takes those off that have ended. */
    void rebuild(final Series series) {
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
