package leela.engine.dmproc.running;

import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.grouping.JoinTimes;
import leela.engine.dmproc.grouping.SampleRate;
import leela.engine.dmproc.warm.LiveTail;
import leela.engine.dmproc.warm.PastChunk;

/**
 * A state that is filled with what came before its query began: it takes the past as that comes, while the events of
 * the present wait, and then these. What the past gives is no result. Its points come as if each had been sent at its
 * time.
 * Thread: the query thread.
 * Memory: what waits; see {@link LiveTail}.
 */
final class Filling {

    private static final long NANOS_PER_MS = 1_000_000;

    private final StandingQuery query;
    private final PipelineState state;
    private final TimedState timed;
    /** Null where the state is one series' own. */
    private final Group group;

    private final long number;
    private final LiveTail<Subscription> tail = new LiveTail<>();
    private long bytes = LiveTail.firstBytes();
    private boolean isRead;

    /** Of one series, whose past bears this number. */
    Filling(final StandingQuery query, final Subscription subscription, final long number) {
        this(query, subscription.state(), subscription.timed(), null, number);
    }

    /** Of a group. */
    Filling(final StandingQuery query, final Group group) {
        this(query, group.state(), group.timed(), group, 0);
    }

    private Filling(
            final StandingQuery query,
            final PipelineState state,
            final TimedState timed,
            final Group group,
            final long number) {
        this.query = query;
        this.state = state;
        this.timed = timed;
        this.group = group;
        this.number = number;
    }

    StandingQuery query() {
        return query;
    }

    /** Null where the state is one series' own. */
    Group group() {
        return group;
    }

    /** 0 of a group's. */
    long number() {
        return number;
    }

    /** What waits. */
    LiveTail<Subscription> tail() {
        return tail;
    }

    TimedState timed() {
        return timed;
    }

    /** What it holds. */
    long bytes() {
        return bytes;
    }

    /** What waits takes more room. */
    void grow() {
        bytes += tail.growthBytes();
        tail.grow();
    }

    /** Whether all of the past has come. */
    boolean isRead() {
        return isRead;
    }

    void read() {
        isRead = true;
    }

    /** Takes a part of the past, silently; what has come since, too, is left out. */
    void feed(final CompiledPipeline pipeline, final PastChunk past, final long clockNs) {
        final boolean[] isRepeated =
                tail.repeated(past, subscription -> subscription.series().key());
        final long nowNs = nowNs(clockNs);
        pipeline.filling(true);
        pipeline.promise(SampleRate.samplesPerSecond(nanohertz(past.target())));
        try {
            for (int i = 0; i < past.count(); i++) {
                if (!isRepeated[i]) {
                    final long timeNs = past.timeNs(i);
                    pipeline.clock(nowNs > 0 ? Math.min(timeNs, nowNs) : timeNs);
                    feed(pipeline, past, i);
                }
            }
        } finally {
            pipeline.filling(false);
        }
    }

    private void feed(final CompiledPipeline pipeline, final PastChunk past, final int i) {
        final JoinTimes join = group == null ? null : group.join();
        if (join == null) {
            pipeline.fill(state, past.value(i), past.timeNs(i));
        } else if (join.accept(past.input(i), past.value(i), past.timeNs(i), stepNs(past.target()))) {
            pipeline.fill(state, join.result(), join.resultTimeNs());
        }
    }

    /** Brings the state, silently, to where it was when the first event came that waits. */
    void catchUp(final CompiledPipeline pipeline, final long clockNs) {
        if (group != null && group.join() != null) {
            group.join().takeMissed();
        }
        pipeline.filling(true);
        pipeline.clock(nowNs(clockNs));
        boolean isMore = true;
        while (isMore) {
            isMore = pipeline.close(state);
        }
        pipeline.filling(false);
    }

    private long nowNs(final long clockNs) {
        return tail.count() == 0 ? clockNs : tail.clockNs(0);
    }

    private long nanohertz(final PastChunk.Target target) {
        return group == null && tail.count() > 0 ? SampleRate.nanohertz(tail.intervalMs(0)) : target.nanohertz();
    }

    private static long stepNs(final PastChunk.Target target) {
        return target.shortestMs() == 0 ? JoinTimes.USUAL_STEP_NS : target.shortestMs() * NANOS_PER_MS;
    }
}
