package leela.io.http.v1.query;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Spares;
import leela.engine.spi.KeyPattern;
import leela.io.http.Api;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.Routes;

/**
 * Several series in one answer, in buckets of time.
 * Thread: the loop's.
 *
 * @param patterns     compiles what tags are to be found by
 * @param resolutionNs the storage resolution: what lies so close to now may still change
 * @param rooms        where requests read and write, one after another
 */
public record QueryApi(
        History history,
        StorageHealth health,
        KeyPattern.Compiler patterns,
        Counters counters,
        Clock clock,
        long resolutionNs,
        Spares<SeriesRows.Room> rooms)
        implements Api {

    /** As many read at a time, as a rule. */
    private static final int MOST_SPARE = 16;

    public QueryApi(
            final History history,
            final StorageHealth health,
            final KeyPattern.Compiler patterns,
            final Counters counters,
            final Clock clock,
            final long resolutionNs) {
        this(history, health, patterns, counters, clock, resolutionNs, new Spares<>(MOST_SPARE, SeriesRows.Room::new));
    }

    /** Refuses what would be answered from a part of history: it would look like all of it. */
    void requireWholeHistory() {
        if (!health.isWhole()) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "storage: what an earlier run left is being read; try again");
        }
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addRead(HttpMethod.GET, "/v1/query", new QueryEndpoint(this, reads));
    }
}
