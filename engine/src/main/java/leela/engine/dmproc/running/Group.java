package leela.engine.dmproc.running;

import java.nio.ByteBuffer;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.grouping.JoinTimes;
import leela.engine.dmproc.grouping.SampleRate;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;

/**
 * What a query remembers of all series that belong together: one state of its pipeline, and of a join the values that
 * wait for those of other inputs. It is there from its first series until its last has gone.
 * Thread: the query thread.
 * Memory: nothing per event.
 */
final class Group {

    /** Without its key, name, state and join. */
    private static final long BYTES = 96 + 10L * HeapShare.referenceBytes() + 64 + 56 + 184;

    private static final long NANOS_PER_MS = 1_000_000;

    private final ByteBuffer key;
    private final Series name;
    private final CompiledPipeline pipeline;
    private final PipelineState state;
    private final TimedState timed;
    /** Without the state. */
    private final long ownBytes;
    /** Null where it is no join. */
    private final JoinTimes join;
    /** Which series is which input of a join. */
    private final Member[] holders;

    private int members;
    /** Counts the results: a member that has sent since the last bears this number. */
    private long round = 1;

    private int seen;
    private long nanohertz;
    private Watch watch;

    /** Null where the state is not filled, or not any more. */
    private Filling filling;
    /** Of the series that it had before the query began. */
    private PastChunk.Target past = PastChunk.Target.of(0);
    /** So long these count where they have not been heard of. */
    private long pastUntilNs = Long.MIN_VALUE;

    /** One without members. */
    Group(final StandingQuery query, final ByteBuffer key, final Series name, final QueryPlan plan) {
        this.key = key;
        this.name = name;
        pipeline = plan.pipeline();
        state = pipeline.newState();
        timed = plan.pipeline().isTimed() ? new TimedState(query, name, state, this) : null;
        join = plan.newJoin();
        holders = new Member[join == null ? 0 : plan.inputs()];
        ownBytes = BYTES
                + 2L * key.remaining()
                + name.key().length
                + (timed == null ? 0 : TimedState.BYTES)
                + plan.watchBytes()
                + (join == null ? 0 : JoinTimes.bytes(plan.inputs()));
    }

    /** What its key is looked up by. */
    ByteBuffer key() {
        return key;
    }

    /** What its results are called. */
    Series name() {
        return name;
    }

    PipelineState state() {
        return state;
    }

    /** What it holds beside its members. */
    long bytes() {
        return ownBytes + pipeline.bytes(state);
    }

    /** What the clock may have to end of the state; null where it never does. */
    TimedState timed() {
        return timed;
    }

    /** Who looks at what comes out of it; null where nobody does. */
    Watch watch() {
        return watch;
    }

    void watch(final Watch newWatch) {
        watch = newWatch;
    }

    /** What fills the state; null where it is not filled, or not any more. */
    Filling filling() {
        return filling;
    }

    void filling(final Filling newFilling) {
        filling = newFilling;
    }

    /** What is known of the series that it had before the query began, some of which may be silent yet. */
    void past(final PastChunk.Target target, final long untilNs) {
        past = target;
        pastUntilNs = untilNs;
    }

    /** How often its pipeline gets a value, as far as the series tell. */
    long nanohertz(final long nowNs) {
        if (join != null) {
            return SampleRate.nanohertz(shortestMs());
        }
        return nowNs < pastUntilNs ? Math.max(nanohertz, past.nanohertz()) : nanohertz;
    }

    /** How many series it is expected to have. */
    int expected(final long nowNs) {
        return nowNs < pastUntilNs ? Math.max(members, past.series()) : members;
    }

    /** How many series it has. */
    int members() {
        return members;
    }

    /** How many of them have sent since the last result. */
    int seen() {
        return seen;
    }

    void add(final Member member) {
        members++;
    }

    void remove(final Member member) {
        members--;
        nanohertz -= SampleRate.nanohertz(member.intervalMs());
        if (member.round() == round) {
            seen--;
        }
        if (join != null && holders[member.input()] == member) {
            holders[member.input()] = null;
        }
    }

    /** A result was given: who sends from now on counts for the next. */
    void onResult() {
        round++;
        seen = 0;
    }

    /** Whether another series stands for this input of a join. */
    boolean isTaken(final int input) {
        return join != null && holders[input] != null;
    }

    /** An event of a member; whether it gives the pipeline a value, which of a join {@link #join} tells. */
    boolean accept(final Member member, final double value, final long timeNs, final int intervalMs) {
        if (join != null && !holds(member)) {
            return false;
        }
        if (member.round() != round) {
            member.round(round);
            seen++;
        }
        if (member.intervalMs() != intervalMs) {
            nanohertz += SampleRate.nanohertz(intervalMs) - SampleRate.nanohertz(member.intervalMs());
            member.intervalMs(intervalMs);
        }
        return join == null || join.accept(member.input(), value, timeNs, stepNs());
    }

    /** Null where it is none. */
    JoinTimes join() {
        return join;
    }

    /** The first series to send is the input, until it is purged. */
    private boolean holds(final Member member) {
        if (holders[member.input()] == null) {
            holders[member.input()] = member;
        }
        return holders[member.input()] == member;
    }

    private long stepNs() {
        final int shortestMs = shortestMs();
        return shortestMs == Series.NO_INTERVAL ? JoinTimes.USUAL_STEP_NS : shortestMs * NANOS_PER_MS;
    }

    /** The shortest interval of its inputs, as far as they tell. */
    private int shortestMs() {
        int shortestMs = Integer.MAX_VALUE;
        for (final Member holder : holders) {
            if (holder == null && past.shortestMs() > 0) {
                shortestMs = Math.min(shortestMs, past.shortestMs());
            } else if (holder != null && holder.intervalMs() > 0) {
                shortestMs = Math.min(shortestMs, holder.intervalMs());
            }
        }
        return shortestMs == Integer.MAX_VALUE ? Series.NO_INTERVAL : shortestMs;
    }
}
