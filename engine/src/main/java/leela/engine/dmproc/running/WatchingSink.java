package leela.engine.dmproc.running;

import java.util.List;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.due.WatchTime;
import leela.engine.series.Series;

/**
 * A sink that keeps something of each group, such as an alert.
 * Thread: as {@link QuerySink}.
 */
public interface WatchingSink extends QuerySink {

    /** What the journal keeps of its start; the program is what follows from it. */
    byte[] statement();

    /** The first call: the query begins. */
    void onBegin(WatchTime time);

    /**
     * A group has its first series, perhaps once more.
     *
     * @param name what its results are called
     * @param keys what the keys of {@code BY} are, or what the regex captured where there are none
     */
    Watch watch(Series name, List<String> keys);

    /** What one costs in heap. */
    int watchBytes();

    @Override
    default void onResult(final Series series, final double value, final long timeNs) {
        // the watches have it
    }
}
