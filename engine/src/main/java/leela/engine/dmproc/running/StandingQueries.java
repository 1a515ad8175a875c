package leela.engine.dmproc.running;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import leela.engine.runtime.Clock;
import leela.engine.series.Series;
import leela.engine.series.Subscriber;
import org.agrona.ErrorHandler;

/**
 * Runs the standing queries over the events. A query meets a series once: at the first event of the series that follows
 * the query's start, the regex decides, and if it matches, the pair goes on the series' own list. So an event costs
 * what is on that list, and queries that do not match cost nothing. What the regexes may take of the time is bounded,
 * and of slow ones apart from the others: beyond it, a pair is decided at a later event of the series. Queries come and
 * go in order with the events, through {@link QueryRegistry}.
 * Thread: the query thread.
 * Memory: nothing per event; where a query meets a series it matches, a subscription and a state.
 * Errors: a sink or regex that throws is counted QUERY_FAULTS and costs its query that event; others go on. State
 * beyond its limit is not made: the series is counted QUERY_SERIES_REFUSED, and that query does not follow it; its sink
 * is told.
 */
public final class StandingQueries implements Handler {

    /**
     * How much of ended queries is taken apart at once: so much that it ends soon, so little that nobody waits for it.
     */
    private static final int RELEASE_PER_TICK = 20_000;

    private static final int RELEASE_PER_BATCH = 1_000;

    private static final int QUICK_PARTS = 2;
    private static final int SLOW_PARTS = 16;
    private static final long MATCHING_BURST_NS = 2_000_000;

    private final QueryLimits limits;
    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;

    /** Most regexes are decided at once, slow ones cost only each other. */
    private final Matching quick;

    private final Matching slow;
    private final Queue<StandingQuery> ended = new ArrayDeque<>();
    private final List<StandingQuery> touched = new ArrayList<>();
    private final List<Subscription> joined = new ArrayList<>();
    /** What a series has met that has met all queries. */
    private long allMet;

    private long subscriptions;
    private long stateBytes;

    public StandingQueries(
            final QueryLimits limits, final Clock clock, final Counters counters, final ErrorHandler onError) {
        this.limits = limits;
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        quick = new Matching(new TimeShare(clock, QUICK_PARTS, MATCHING_BURST_NS), this::meet);
        slow = new Matching(new TimeShare(clock, SLOW_PARTS, MATCHING_BURST_NS), this::meet);
    }

    @Override
    public String name() {
        return "dmproc";
    }

    @Override
    public void onEntry(final Slot slot) {
        if (slot.kind() != Slot.Kind.DATA) {
            onEvent(slot.series(), slot.value(), slot.timeNs());
        }
    }

    /** Shows one event to the queries that match its series. */
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
        release(RELEASE_PER_TICK);
    }

    @Override
    public void onBatchEnd() {
        release(RELEASE_PER_BATCH);
        long results = 0;
        for (int i = 0; i < touched.size(); i++) {
            results += touched.get(i).endBatch();
        }
        touched.clear();
        counters.add(EngineCounter.QUERY_RESULTS, results);
        counters.set(EngineCounter.QUERY_SUBSCRIPTIONS, subscriptions);
        counters.set(EngineCounter.QUERY_STATE_BYTES, stateBytes);
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
        for (final StandingQuery query :
                Stream.concat(quick.queries().stream(), slow.queries().stream()).toList()) {
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
            ended.add(query);
        }
    }

    // ---- from the queries

    /** Tells what events cost; no result depends on it. */
    Clock clock() {
        return clock;
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
        series.queriesMet(met(quick.meet(series, (int) met), slow.meet(series, (int) (met >>> Integer.SIZE))));
        if (series.queriesMet() != allMet) {
            counters.increment(EngineCounter.QUERY_SERIES_DEFERRED);
        }
        if (!joined.isEmpty()) {
            append(series);
        }
    }

    private Matching matching(final StandingQuery query) {
        return query.isSlow() ? slow : quick;
    }

    private static long met(final int ofQuick, final int ofSlow) {
        return (long) ofSlow << Integer.SIZE | ofQuick;
    }

    private void meet(final Series series, final StandingQuery query) {
        try {
            if (!query.matches(series)) {
                return;
            }
        } catch (final RuntimeException fault) {
            onFault(fault);
            return;
        }
        if (stateBytes + query.stateBytes() > limits.maxStateBytes()) {
            counters.increment(EngineCounter.QUERY_SERIES_REFUSED);
            query.refuse(series);
            return;
        }
        joined.add(query.subscribe(series));
        stateBytes += query.stateBytes();
        subscriptions++;
    }

    private void append(final Series series) {
        final Subscriber[] old = series.subscribers();
        final Subscriber[] all = Arrays.copyOf(old, old.length + joined.size());
        for (int i = 0; i < joined.size(); i++) {
            all[old.length + i] = joined.get(i);
        }
        joined.clear();
        series.subscribers(all);
    }

    /** Takes subscriptions of ended queries off their series; {@code work} is what may be looked at or copied. */
    private void release(final int work) {
        int left = work;
        while (left > 0 && !ended.isEmpty()) {
            final SubscriptionList list = ended.element().subscriptions();
            if (list.isEmpty()) {
                ended.remove();
            } else {
                final Subscription subscription = list.any();
                left -= 1 + subscription.series().subscribers().length;
                take(subscription.series(), subscription);
                drop(subscription);
            }
        }
    }

    private static void take(final Series series, final Subscription subscription) {
        final Subscriber[] old = series.subscribers();
        final Subscriber[] rest = new Subscriber[old.length - 1];
        int kept = 0;
        for (final Subscriber subscriber : old) {
            if (subscriber != subscription) {
                rest[kept++] = subscriber;
            }
        }
        series.subscribers(rest);
    }

    private void drop(final Subscription subscription) {
        subscription.query().unsubscribe(subscription);
        stateBytes -= subscription.query().stateBytes();
        subscriptions--;
    }
}
