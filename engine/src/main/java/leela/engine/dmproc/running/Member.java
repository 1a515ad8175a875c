package leela.engine.dmproc.running;

import leela.engine.dmproc.due.Watch;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;

/**
 * A series of a group, whose state it shares.
 * Thread: the query thread.
 */
final class Member extends Subscription {

    /** What one costs in heap, beside its group. */
    static final int BYTES = Subscription.BYTES + HeapShare.referenceBytes() + 16;

    private final Group group;
    private final int input;
    private long round;
    private int intervalMs = Series.NO_INTERVAL;

    Member(final StandingQuery query, final Series series, final Group group, final int input) {
        super(query, series, group.name(), group.state(), null);
        this.group = group;
        this.input = input;
    }

    @Override
    Group group() {
        return group;
    }

    @Override
    Watch watch() {
        return group.watch();
    }

    @Override
    int input() {
        return input;
    }

    /** The round of its group in which it sent last. */
    long round() {
        return round;
    }

    void round(final long now) {
        round = now;
    }

    /** How often its client said, with its last event, that it sends. */
    int intervalMs() {
        return intervalMs;
    }

    void intervalMs(final int newIntervalMs) {
        intervalMs = newIntervalMs;
    }
}
