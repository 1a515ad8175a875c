package leela.engine.dmproc.running;

import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;

/**
 * A state of a query that goes by time: what the clock may have to end. It waits in the {@link DueWheel} while it holds
 * a window that is open.
 * Thread: the query thread.
 * Units: epoch ns.
 */
final class TimedState {

    /** Where nothing waits for the clock. */
    static final long NEVER = Long.MAX_VALUE;

    /** What one costs in heap, beside the state. */
    static final int BYTES = 16 + 6 * HeapShare.referenceBytes() + Long.BYTES + Integer.BYTES;

    private final StandingQuery query;
    private final Series name;
    private final PipelineState state;
    private final Group group;
    private long dueNs = NEVER;

    // kept by DueWheel
    TimedState previous;
    TimedState next;
    int list = DueWheel.NONE;

    /** A state; {@code group} is null where it is of one series. */
    TimedState(final StandingQuery query, final Series name, final PipelineState state, final Group group) {
        this.query = query;
        this.name = name;
        this.state = state;
        this.group = group;
    }

    StandingQuery query() {
        return query;
    }

    /** What results are called. */
    Series name() {
        return name;
    }

    /** Whose state it is; null where it is of one series. */
    Group group() {
        return group;
    }

    PipelineState state() {
        return state;
    }

    /** When the clock ends something of it. */
    long dueNs() {
        return dueNs;
    }

    void dueNs(final long newDueNs) {
        dueNs = newDueNs;
    }
}
