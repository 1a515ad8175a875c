package leela.engine.dmproc.running;

import leela.engine.series.Series;

/**
 * Where the results of a standing query go.
 * Thread: the query thread calls all methods; none may block.
 * Errors: what a method throws is counted as a fault of the query and costs it that result.
 */
public interface QuerySink {

    /** An event left the query: it keeps its key, and the time of the event that caused it. Should not allocate. */
    void onResult(Series series, double value, long timeNs);

    /** No further result for now; called only where there were results since the last time. */
    default void onBatchEnd() {}

    /** There is no memory left to follow this series, and perhaps others, for now; called once. */
    default void onSeriesRefused(Series series) {}

    /** The last call: the query has ended, all its results were given. */
    default void onEnded() {}
}
