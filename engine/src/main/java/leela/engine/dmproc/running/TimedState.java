package leela.engine.dmproc.running;

import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.due.Due;
import leela.engine.dmproc.due.Watch;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;

/**
 * A state of a query that goes by time: what the clock may have to end. It waits in the {@link DueWheel} while it holds
 * a window that is open.
 * Thread: the query thread.
 * Units: epoch ns.
 */
final class TimedState extends Due {

    /** What one costs in heap, beside the state. */
    static final int BYTES = Due.BYTES + 5 * HeapShare.referenceBytes();

    private final StandingQuery query;
    private final Series name;
    private final PipelineState state;
    private final Group group;
    /** Of its own; null where it has none, or its group has. */
    private Watch watch;

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

    /** Who looks at what comes out of it; null where nobody does. */
    Watch watch() {
        return group == null ? watch : group.watch();
    }

    void watch(final Watch newWatch) {
        watch = newWatch;
    }

    @Override
    public void onDue() {
        query.onDue(this);
    }
}
