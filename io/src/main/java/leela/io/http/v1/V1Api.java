package leela.io.http.v1;

import io.netty.handler.codec.http.HttpMethod;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.runtime.Clock;
import leela.io.http.Api;
import leela.io.http.Endpoint;
import leela.io.http.Reads;
import leela.io.http.Routes;
import leela.io.http.v1.range.SeriesPath;
import org.agrona.ErrorHandler;

/**
 * The engine's own API: history out, metrics and documents in.
 * Thread: the loop's.
 *
 * @param producer of {@link #SOURCE}; from here on it is the server's alone
 * @param version  the engine's, {@code x.y.z} with anything behind it
 */
public record V1Api(
        Producer producer, History history, Counters counters, String version, Clock clock, ErrorHandler onError)
        implements Api {

    /** What comes in here: refused where the ring is full, since HTTP can say so. */
    public static final Source SOURCE = Source.refused(V1Counter.RECEIVED);

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        final EntryWrites writes = new EntryWrites(this);
        final Endpoint postDocuments = new DocumentsPost(writes);
        routes.add(HttpMethod.GET, "/v1/version", new VersionEndpoint(version, clock))
                .add(HttpMethod.GET, "/v1/keys", new KeysEndpoint(this, reads))
                .add(HttpMethod.GET, "/v1/data/", SeriesEndpoint.ofDocuments(this, reads))
                .add(HttpMethod.POST, "/v1/data/", postDocuments)
                .add(HttpMethod.PUT, "/v1/data/", postDocuments)
                .add(HttpMethod.GET, "/v1/last/", new LastEndpoint(this, reads))
                .add(HttpMethod.GET, "/v1/key/", SeriesEndpoint.ofPoints(SeriesPath::ofKey, this, reads))
                .add(HttpMethod.POST, "/v1/key/", new MetricsPost(SeriesPath::ofKey, writes))
                .add(HttpMethod.GET, "/v1/", SeriesEndpoint.ofPoints(SeriesPath::parse, this, reads))
                .add(HttpMethod.POST, "/v1/", new MetricsPost(SeriesPath::parse, writes));
    }
}
