package leela.io.http.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.runtime.Clock;
import leela.io.http.HttpCounter;
import leela.io.http.HttpRefusal;

/**
 * A request in work: the series of each of its queries, and what it may still read.
 * Thread: one at a time.
 * Memory: the series, taken of a share that is given back when it is closed.
 * Errors: a search that takes longer than {@link #MOST_NS}, and more points than a request may read, are a 400.
 */
final class RemoteRead implements AutoCloseable {

    /** For looking for series. */
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(20);

    private final RemoteReadApi api;
    private final List<ReadQuery> queries;
    private final ReadMemory.Share memory;
    private final long mostPoints;
    private final List<List<FoundSeries>> found = new ArrayList<>();
    private SeriesSearch search;
    private long startNs = -1;
    private long points;

    RemoteRead(final RemoteReadApi api, final List<ReadQuery> queries, final long mostPoints) {
        this.api = api;
        this.queries = queries;
        this.mostPoints = mostPoints;
        memory = api.memory().share();
    }

    /** Looks for some more series; false where all were found. */
    boolean search() {
        if (found.size() == queries.size()) {
            return false;
        }
        requireTime();
        if (search == null) {
            search = new SeriesSearch(history(), queries.get(found.size()), memory, counters());
        }
        if (!search.advance()) {
            found.add(search.found());
            search = null;
        }
        return true;
    }

    private void requireTime() {
        final Clock clock = api.clock();
        startNs = startNs < 0 ? clock.ticksNs() : startNs;
        if (clock.ticksNs() - startNs > MOST_NS) {
            throw HttpRefusal.badRequest("looking for series takes longer than "
                    + TimeUnit.NANOSECONDS.toSeconds(MOST_NS) + " seconds (expected: a matcher of __name__ or key)");
        }
    }

    int queries() {
        return queries.size();
    }

    /** Whether only labels are wanted. */
    boolean isOfLabels(final int query) {
        return queries.get(query).isOfLabels();
    }

    /** In Prometheus' order. */
    List<FoundSeries> series(final int query) {
        return found.get(query);
    }

    SamplePoints open(final int query, final FoundSeries series) {
        final ReadQuery asked = queries.get(query);
        return new SamplePoints(history().points(series.key(), asked.fromNs(), asked.toNs()));
    }

    /** So many more points were read. */
    void onRead(final int count) {
        points += count;
        if (points > mostPoints) {
            throw HttpRefusal.badRequest("more than " + mostPoints
                    + " points are to be read (expected: matchers that mean fewer series, or a shorter range)");
        }
    }

    long points() {
        return points;
    }

    void onServed(final long samples) {
        counters().add(HttpCounter.ROWS_SERVED, samples);
    }

    ReadMemory.Share memory() {
        return memory;
    }

    private History history() {
        return api.history();
    }

    private Counters counters() {
        return api.counters();
    }

    @Override
    public void close() {
        memory.close();
    }
}
