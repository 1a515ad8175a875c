package leela.engine.dmproc.running;

import leela.engine.series.Series;

/**
 * Where the results of a standing query go.
 * Thread: the query thread calls all methods; none may block.
 * Errors: what a method throws is counted as a fault of the query and costs it that result.
 */
public interface QuerySink {

    /** What there is not enough of. */
    enum Shortage {
        MEMORY("There is no memory left for the state of queries"),
        TIME("Each event has as many functions to go through as it may");

        private final String sentence;

        Shortage(final String sentence) {
            this.sentence = sentence;
        }

        /** For people; no full stop. */
        public String sentence() {
            return sentence;
        }
    }

    /** An event left the query: it keeps its key, and the time of the event that caused it. Should not allocate. */
    void onResult(Series series, double value, long timeNs);

    /** No further result for now; called only where there were results since the last time. */
    default void onBatchEnd() {}

    /** This series, and perhaps others, cannot be followed for now; called once. */
    default void onSeriesRefused(Series series, Shortage shortage) {}

    /** The last call: the query has ended, all its results were given. */
    default void onEnded() {}
}
