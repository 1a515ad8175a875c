package leela.engine.dmproc.running;

import leela.engine.series.Series;
import leela.engine.spi.PastPoints;

/**
 * Where the results of a standing query go.
 * Thread: the query thread calls all methods; none may block.
 * Errors: what a method throws is counted as a fault of the query and costs it that result.
 */
public interface QuerySink {

    /** What there is not enough of. */
    enum Shortage {
        MEMORY("There is no memory left for the state of queries"),
        TIME("Each event has as many functions to go through as it may"),
        GROUPS("The query has as many groups as it may"),
        /** A fault of the program that only a series could show. */
        NAME("The name of its results would be empty or longer than 1,024 bytes", false),
        /** Of a join: another one has its place. */
        INPUT("Another series of its group is the same input of the join", false),
        /** Of a recording program. */
        LOOP("Recorded results would come back to the program that made them", false);

        private final String sentence;
        private final boolean isPassing;

        Shortage(final String sentence) {
            this(sentence, true);
        }

        Shortage(final String sentence, final boolean isPassing) {
            this.sentence = sentence;
            this.isPassing = isPassing;
        }

        /** Whether it may be over some time, so that it is tried again. */
        boolean isPassing() {
            return isPassing;
        }

        /** For people; no full stop. */
        public String sentence() {
            return sentence;
        }
    }

    /** An event left the query: it keeps its key, and the time of the event that caused it. Should not allocate. */
    void onResult(Series series, double value, long timeNs);

    /**
     * As the other, of a group.
     *
     * @param name     of the group; no live series
     * @param seen     how many of its series have sent since its result before
     * @param expected how many series it has
     */
    default void onGroupResult(
            final Series name, final double value, final long timeNs, final int seen, final int expected) {
        onResult(name, value, timeNs);
    }

    /** No further result for now; called only where there were results since the last time. */
    default void onBatchEnd() {}

    /** This series, and perhaps others, cannot be followed for now; called once. */
    default void onSeriesRefused(Series series, Shortage shortage) {}

    /** The query begins without its past, or with a part of it, at least for some series; called once. */
    default void onBegunCold(PastPoints.Gap gap) {}

    /** The last call: the query has ended, all its results were given. */
    default void onEnded() {}
}
