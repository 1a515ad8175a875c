package leela.engine.dmproc.running;

import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.due.Watch;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;
import leela.engine.series.Subscriber;

/**
 * One standing query on one series, with the query's state for it. Stands in two lists: the series' subscribers, and,
 * linked, all subscriptions of its query, so that either can be taken apart from the other's side.
 * Thread: the query thread.
 */
class Subscription implements Subscriber {

    /** What one costs in heap, with the series' list if it is the first there; the state comes on top. */
    static final int BYTES = 16 + 9 * HeapShare.referenceBytes() + 16;

    private final StandingQuery query;
    private final Series series;
    private final Series name;
    private final PipelineState state;
    private final TimedState timed;
    private Watch watch;
    private Filling filling;

    // kept by SubscriptionList
    Subscription previous;
    Subscription next;

    /** A pair; {@code timed} is null where no state waits for the clock. */
    Subscription(
            final StandingQuery query,
            final Series series,
            final Series name,
            final PipelineState state,
            final TimedState timed) {
        this.query = query;
        this.series = series;
        this.name = name;
        this.state = state;
        this.timed = timed;
    }

    final StandingQuery query() {
        return query;
    }

    final Series series() {
        return series;
    }

    /** What results are called: the series itself, or a name that stands in no table. */
    final Series name() {
        return name;
    }

    /** The cells of the query's pipeline for this series. */
    final PipelineState state() {
        return state;
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
        if (timed != null) {
            timed.watch(newWatch);
        }
    }

    /** What its own state is filled by; null where it is not, or not any more. */
    final Filling filling() {
        return filling;
    }

    final void filling(final Filling newFilling) {
        filling = newFilling;
    }

    /** Whose state it is; null where it is its own. */
    Group group() {
        return null;
    }

    /** Which of the query's inputs it is. */
    int input() {
        return 0;
    }

    @Override
    public final void onEvent(final double value, final long timeNs) {
        query.onEvent(this, value, timeNs);
    }
}
