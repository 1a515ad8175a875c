package leela.io.http.v1;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Function;
import leela.engine.counters.Counters;
import leela.engine.history.Deletion;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import leela.engine.refusal.Refusals;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.runtime.Clock;
import leela.engine.spi.KeyPattern;
import leela.io.http.Api;
import leela.io.http.Endpoint;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.Routes;
import leela.io.http.v1.deletion.DeletionEndpoint;
import leela.io.http.v1.range.SeriesPath;
import org.agrona.ErrorHandler;

/**
 * The engine's own API: history out, metrics and documents in, and what is kept deleted.
 * Thread: the loop's.
 *
 * @param producer of {@link #SOURCE}; from here on it is the server's alone
 * @param refusals of all inputs
 * @param patterns compiles what tags are to be found by
 * @param version  the engine's, {@code x.y.z} with anything behind it
 */
public record V1Api(
        Producer producer,
        Refusals refusals,
        History history,
        Deletion deletion,
        StorageHealth health,
        KeyPattern.Compiler patterns,
        Counters counters,
        String version,
        Clock clock,
        ErrorHandler onError)
        implements Api {

    /** What comes in here: refused where the ring is full, since HTTP can say so. */
    public static final Source SOURCE = Source.refused(V1Counter.RECEIVED);

    /** Refuses what would be answered from a part of history: it would look like all of it. */
    void requireWholeHistory() {
        if (!health.isWhole()) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "storage: what an earlier run left is being read; try again");
        }
    }

    /** Refuses what would be lost. */
    void requireKeptEntries() {
        health.loss().ifPresent(loss -> {
            throw new HttpRefusal(
                    loss.isForWantOfRoom()
                            ? HttpResponseStatus.INSUFFICIENT_STORAGE
                            : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "storage: nothing can be kept: " + loss.reason());
        });
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        final EntryWrites writes = new EntryWrites(this, reads);
        final Endpoint postDocuments = new DocumentsPost(writes);
        routes.addRead(HttpMethod.GET, "/v1/version", new VersionEndpoint(version, clock))
                .addRead(HttpMethod.GET, "/v1/keys", new KeysEndpoint(this, reads))
                .addAdmin(
                        HttpMethod.DELETE,
                        "/v1/keys",
                        DeletionEndpoint.ofKeys(deletion, patterns, this::requireWholeHistory, reads, clock))
                .addRead(HttpMethod.GET, "/v1/refused", new RefusedEndpoint(this))
                .addRead(HttpMethod.GET, "/v1/data/", SeriesEndpoint.ofDocuments(this, reads))
                .addWrite(HttpMethod.POST, "/v1/data/", postDocuments)
                .addWrite(HttpMethod.PUT, "/v1/data/", postDocuments)
                .addAdmin(
                        HttpMethod.DELETE,
                        "/v1/data/",
                        DeletionEndpoint.ofDocuments(deletion, this::requireWholeHistory, reads, clock))
                .addRead(HttpMethod.GET, "/v1/last/", new LastEndpoint(this, reads))
                .addRead(HttpMethod.GET, "/v1/key/", SeriesEndpoint.ofPoints(SeriesPath::ofKey, this, reads))
                .addWrite(HttpMethod.POST, "/v1/key/", new MetricsPost(SeriesPath::ofKey, writes))
                .addAdmin(HttpMethod.DELETE, "/v1/key/", deletePoints(SeriesPath::ofKey, reads))
                .addRead(HttpMethod.GET, "/v1/", SeriesEndpoint.ofPoints(SeriesPath::parse, this, reads))
                .addWrite(HttpMethod.POST, "/v1/", new MetricsPost(SeriesPath::parse, writes))
                .addAdmin(HttpMethod.DELETE, "/v1/", deletePoints(SeriesPath::parse, reads));
    }

    private Endpoint deletePoints(final Function<String, SeriesPath> path, final Reads reads) {
        return DeletionEndpoint.ofPoints(path, deletion, this::requireWholeHistory, reads, clock);
    }
}
