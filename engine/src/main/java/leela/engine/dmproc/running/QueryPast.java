package leela.engine.dmproc.running;

import java.util.List;
import java.util.function.LongPredicate;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.warm.LiveTail;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.dmproc.warm.PastRequests;
import leela.engine.runtime.Clock;
import leela.engine.spi.PastPoints;

/**
 * How one query's states are filled with what came before it.
 * Thread: the query thread.
 * Memory: charged to the query.
 * Errors: those of the sink are faults of the query.
 */
final class QueryPast {

    /** A series that nothing was heard of for so long is expected no more. */
    private static final long SILENCE_NS = 600 * Clock.NANOS_PER_SECOND;

    private final StandingQuery query;
    private final QueryPlan plan;
    private final QueryRun run;
    private final Groups groups;
    private long number;
    private boolean isColdTold;

    QueryPast(final StandingQuery query, final QueryPlan plan, final QueryRun run, final Groups groups) {
        this.query = query;
        this.plan = plan;
        this.run = run;
        this.groups = groups;
    }

    /** How far back it reaches; 0 where states begin with nothing. */
    long reachNs() {
        return plan.reachNs();
    }

    /** Whether all groups ask together. */
    boolean isOfGroups() {
        return plan.reachNs() > 0 && plan.grouping().isOfMany();
    }

    /** Whether the past of its groups is read just now. */
    boolean isReading() {
        return number != 0;
    }

    /** What the past of its groups bears; 0 where none is read. */
    long number() {
        return number;
    }

    void ask(final PastRequests past, final long newNumber, final long nowNs) {
        number = newNumber;
        past.askGroups(new PastRequests.GroupQuery(number, plan.grouping(), plan.inputs(), plan.reachNs(), nowNs));
    }

    /** What a part of the past of a group is for; null where it is not wanted. */
    Filling filling(final PastChunk chunk, final long nowNs, final LongPredicate mayHold) {
        final Group group = groups.ofPast(chunk, mayHold);
        if (group == null || group.filling() == null) {
            return null;
        }
        group.past(chunk.target(), nowNs + Math.max(SILENCE_NS, plan.reachNs()));
        return group.filling();
    }

    /** The past of all groups has come; those that are not filled yet have none. */
    List<Filling> end() {
        number = 0;
        return groups.unread();
    }

    /** Forgets groups that nothing was heard of; bytes that are free now. */
    long dropMemberless() {
        return groups.dropMemberless();
    }

    void feed(final Filling filling, final PastChunk chunk, final long clockNs) {
        try {
            filling.feed(plan.pipeline(), chunk, clockNs);
        } catch (final RuntimeException fault) {
            query.onFault(fault);
        }
    }

    /** The past is there: what has waited comes now, each with the clock as it was, and the state lives on. */
    void finish(final Filling filling, final StandingQueries engine) {
        final CompiledPipeline pipeline = plan.pipeline();
        filling.catchUp(pipeline, engine.clockNs());
        if (filling.group() != null) {
            filling.group().filling(null);
        }
        final LiveTail<Subscription> tail = filling.tail();
        for (int i = 0; i < tail.count(); i++) {
            tail.source(i).filling(null);
            engine.tell(tail.clockNs(i), tail.intervalMs(i));
            try {
                run.show(tail.source(i), tail.value(i), tail.timeNs(i));
            } catch (final RuntimeException fault) {
                query.onFault(fault);
            }
        }
    }

    /** The state waits for what it has to come to next; null where it never waits. */
    void await(final TimedState timed) {
        if (timed != null && !query.isEnded()) {
            run.awaitNext(timed);
        }
    }

    /** Tells the sink, unless it has heard of one. */
    void tellCold(final PastPoints.Gap gap) {
        if (isColdTold) {
            return;
        }
        isColdTold = true;
        query.call(sink -> sink.onBegunCold(gap));
    }
}
