package leela.engine.dmproc.recording;

import leela.engine.series.Series;

/**
 * Takes the results of recording programs, which come back as events.
 * Thread: the query thread; never waits.
 * Errors: what there is no room for is left out and counted.
 */
public interface Recorder {

    /** Where nothing is recorded. */
    Recorder NONE = (name, value, timeNs) -> {};

    /** A result; the series bears its name and is no live one. */
    void record(Series name, double value, long timeNs);

    /** No further result for now. */
    default void onBatchEnd() {}
}
