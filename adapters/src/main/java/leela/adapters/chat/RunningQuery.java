package leela.adapters.chat;

import leela.engine.dmproc.running.QuerySink;
import leela.engine.series.Series;

/**
 * A standing query of the directory that runs here: where its results go.
 * Thread: the sink's methods the query thread; the others any.
 * Memory: nothing per result.
 */
final class RunningQuery implements QuerySink {

    private final long number;
    private final Reply.Query query;
    private final String owner;
    private final ChatResultQueue results;
    private final Runnable wakeUp;

    // written by the query thread
    private volatile long overrun;
    private long overrunNow;

    RunningQuery(
            final long number,
            final Reply.Query query,
            final String owner,
            final ChatResultQueue results,
            final Runnable wakeUp) {
        this.number = number;
        this.query = query;
        this.owner = owner;
        this.results = results;
        this.wakeUp = wakeUp;
    }

    /** Greater than that of every query that was started here before. */
    long number() {
        return number;
    }

    /** As its user sees it. */
    Reply.Query query() {
        return query;
    }

    /** Who gets its results. */
    String owner() {
        return owner;
    }

    /** Results that came faster than they could be looked at. */
    long overrun() {
        return overrun;
    }

    @Override
    public void onResult(final Series series, final double value, final long timeNs) {
        if (!results.offer(number, series.key(), value, timeNs)) {
            overrunNow++;
        }
    }

    @Override
    public void onBatchEnd() {
        overrun = overrunNow;
        wakeUp.run();
    }
}
