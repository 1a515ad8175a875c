package leela.io.http.graphite.function;

import java.util.List;

/** Where series come from. Thread: the request's. */
public interface SeriesSource {

    /**
     * Every series that a pattern over paths, or a call of {@code seriesByTag}, means, in the order of their names;
     * each is the caller's. Times are epoch seconds.
     */
    List<TimeSeries> fetch(String pattern, long from, long until);

    /** Has so many more values charged to the request, or refuses it. */
    void charge(long values);
}
