package leela.adapters.chat;

import java.nio.charset.StandardCharsets;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.series.Series;
import leela.engine.spi.PastPoints;

/**
 * A standing query of the directory that runs here: where its results go.
 * Thread: the sink's methods the query thread; the others any.
 * Memory: nothing per result.
 */
final class RunningQuery implements QuerySink {

    /** Who takes the results out of the queue. Thread: any. */
    interface Reader {

        /** There are results. */
        void wakeUp();

        /** The query does not follow this series, and perhaps others. */
        default void onSeriesRefused(final RunningQuery query, final String series, final Shortage shortage) {}

        /** The query begins without its past, or with a part of it. */
        default void onBegunCold(final RunningQuery query, final PastPoints.Gap gap) {}
    }

    private final long number;
    private final Reply.Query query;
    private final String owner;
    private final ChatResultQueue results;
    private final Reader reader;

    // written by the query thread
    private volatile long overrun;
    private long overrunNow;

    RunningQuery(
            final long number,
            final Reply.Query query,
            final String owner,
            final ChatResultQueue results,
            final Reader reader) {
        this.number = number;
        this.query = query;
        this.owner = owner;
        this.results = results;
        this.reader = reader;
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
        onGroupResult(series, value, timeNs, 0, 0);
    }

    @Override
    public void onGroupResult(
            final Series name, final double value, final long timeNs, final int seen, final int expected) {
        if (!results.offer(number, name.key(), value, timeNs, seen, expected)) {
            overrunNow++;
        }
    }

    @Override
    public void onBatchEnd() {
        overrun = overrunNow;
        reader.wakeUp();
    }

    @Override
    public void onBegunCold(final PastPoints.Gap gap) {
        reader.onBegunCold(this, gap);
    }

    @Override
    public void onSeriesRefused(final Series series, final Shortage shortage) {
        reader.onSeriesRefused(this, new String(series.key(), StandardCharsets.UTF_8), shortage);
    }
}
