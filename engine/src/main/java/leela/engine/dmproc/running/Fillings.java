package leela.engine.dmproc.running;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.function.LongSupplier;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.warm.LiveTail;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.dmproc.warm.PastRequests;
import leela.engine.spi.PastPoints.Gap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The states that are filled with their past just now. A series asks for its past with its first event; a query of
 * groups asks once, when it begins, for those of all its groups, and a group that has no member yet waits for one, for
 * as long as its past reaches. Which answer belongs to what is told by numbers, which depend on the stream alone.
 * Thread: the query thread.
 * Memory: charged to the queries.
 */
final class Fillings {

    /** States without a past that begin at one tick. */
    private static final int MOST_A_TICK = 1000;

    private record Expiry(StandingQuery query, long untilNs) {}

    private final StandingQueries engine;
    private final Counters counters;
    private final LongSupplier streamNs;
    private final Long2ObjectHashMap<Filling> ofSeries = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<StandingQuery> ofGroups = new Long2ObjectHashMap<>();
    private final Queue<Filling> left = new ArrayDeque<>();
    private final Queue<Expiry> expiries = new ArrayDeque<>();
    private PastRequests past = PastRequests.NONE;
    private long lastNumber;

    Fillings(final StandingQueries engine, final Counters counters, final LongSupplier streamNs) {
        this.engine = engine;
        this.counters = counters;
        this.streamNs = streamNs;
    }

    void from(final PastRequests newPast) {
        past = newPast;
    }

    boolean isOn() {
        return past.isOn();
    }

    /** Whether something is to be done at the next tick. */
    boolean isTimeAwaited() {
        return !left.isEmpty();
    }

    int size() {
        return ofSeries.size() + ofGroups.size();
    }

    /** A query of groups begins, perhaps anew: what is read for it just now goes on. */
    void begin(final StandingQuery query) {
        if (query.past().isReading()) {
            return;
        }
        ofGroups.put(++lastNumber, query);
        query.past().ask(past, lastNumber, streamNs.getAsLong());
    }

    /** A query has ended. */
    void end(final StandingQuery query) {
        if (query.past().isReading()) {
            ofGroups.remove(query.past().number());
        }
    }

    /** A state of one series is to be filled; null where there is no memory to do it. */
    Filling of(final StandingQuery query, final Subscription subscription) {
        if (!hasRoom(query)) {
            return null;
        }
        final Filling filling = new Filling(query, subscription, ++lastNumber);
        ofSeries.put(lastNumber, filling);
        return filling;
    }

    private boolean hasRoom(final StandingQuery query) {
        final boolean isRoom = engine.mayHold(query, LiveTail.firstBytes());
        if (!isRoom) {
            onGap(query, Gap.CROWDED);
        }
        return isRoom;
    }

    /** A state is no more, or is filled. */
    void forget(final Filling filling) {
        ofSeries.remove(filling.number());
    }

    /** An event of a state that is filled; whether it waits. If not, nothing waits any more. */
    boolean hold(final Filling filling, final Subscription by, final double value, final long timeNs) {
        final LiveTail<Subscription> tail = filling.tail();
        if (filling.isRead()) {
            finish(filling);
            return false;
        }
        if (tail.isFull()) {
            if (tail.growthBytes() == 0 || !engine.mayHold(filling.query(), tail.growthBytes())) {
                onGap(filling.query(), Gap.CROWDED);
                finish(filling);
                return false;
            }
            filling.grow();
        }
        tail.add(by, value, timeNs, engine.clockNs(), engine.intervalMs());
        if (tail.count() == 1 && filling.group() == null) {
            ask(filling, by, timeNs);
        }
        return true;
    }

    /** Of a series whose clock is far from ours its own time counts. */
    private void ask(final Filling filling, final Subscription by, final long timeNs) {
        final long reachNs = filling.query().past().reachNs();
        final long nowNs = Math.abs(timeNs - streamNs.getAsLong()) > reachNs ? timeNs : streamNs.getAsLong();
        past.ask(filling.number(), by.series().key(), Math.min(timeNs, nowNs) - reachNs, Math.max(timeNs, nowNs));
    }

    /** A part of the past has come. */
    void onPast(final PastChunk chunk) {
        final long number = chunk.target().number();
        final StandingQuery query = ofGroups.get(number);
        if (chunk.isLastOfQuery()) {
            if (query != null) {
                endGroups(query, chunk.gap());
            }
            return;
        }
        final Filling filling = query == null ? ofSeries.get(number) : ofGroup(query, chunk);
        if (filling == null || filling.query().isEnded()) {
            return;
        }
        filling.query().past().feed(filling, chunk, engine.clockNs());
        if (chunk.isLastOfState()) {
            if (chunk.gap() == Gap.NONE) {
                counters.increment(EngineCounter.QUERY_FILLED);
            } else if (query == null) {
                onGap(filling.query(), chunk.gap());
            }
            onRead(filling);
        }
    }

    private Filling ofGroup(final StandingQuery query, final PastChunk chunk) {
        final int before = query.groups();
        final Filling filling =
                query.past().filling(chunk, streamNs.getAsLong(), bytes -> engine.mayHold(query, bytes));
        engine.onGroups(query.groups() - before);
        return filling;
    }

    /** A group is born; null where it is not to be filled, or there is no memory to do it. */
    Filling ofBorn(final StandingQuery query, final Group group) {
        return query.past().isReading() && hasRoom(query) ? new Filling(query, group) : null;
    }

    private void endGroups(final StandingQuery query, final Gap gap) {
        ofGroups.remove(query.past().number());
        if (gap != Gap.NONE) {
            onGap(query, gap);
        }
        left.addAll(query.past().end());
        expiries.add(new Expiry(query, streamNs.getAsLong() + query.past().reachNs()));
    }

    private void onRead(final Filling filling) {
        filling.read();
        if (filling.tail().count() > 0) {
            finish(filling);
        }
    }

    private void finish(final Filling filling) {
        forget(filling);
        final long clockNs = engine.clockNs();
        final int intervalMs = engine.intervalMs();
        filling.query().touch();
        filling.query().past().finish(filling, engine);
        engine.tell(clockNs, intervalMs);
        engine.free(filling.query(), filling.bytes());
        filling.query().past().await(filling.timed());
    }

    private void onGap(final StandingQuery query, final Gap gap) {
        counters.increment(
                switch (gap) {
                    case UNAVAILABLE -> EngineCounter.QUERY_COLD_UNAVAILABLE;
                    case BEHIND -> EngineCounter.QUERY_COLD_BEHIND;
                    case BUSY -> EngineCounter.QUERY_COLD_BUSY;
                    default -> EngineCounter.QUERY_COLD_CROWDED;
                });
        query.past().tellCold(gap);
    }

    /** The clock goes on. */
    void onTick() {
        for (int i = 0; i < MOST_A_TICK && !left.isEmpty(); i++) {
            final Filling filling = left.remove();
            if (!filling.isRead()
                    && !filling.query().isEnded()
                    && filling.group().filling() == filling) {
                onRead(filling);
            }
        }
        if (!expiries.isEmpty()) {
            expire();
        }
    }

    private void expire() {
        final Iterator<Expiry> all = expiries.iterator();
        while (all.hasNext()) {
            final Expiry expiry = all.next();
            if (expiry.query().isEnded() || expiry.untilNs() <= streamNs.getAsLong()) {
                all.remove();
                engine.dropMemberless(expiry.query());
            }
        }
    }
}
