package leela.io.http;

import io.netty.handler.codec.http.HttpMethod;
import org.agrona.ErrorHandler;

/** The table of routes: what each path and method is answered by. Thread: the one that builds the server. */
final class Routes {

    private Routes() {}

    static Router of(final HttpServices services, final Workers workers, final ErrorHandler onError) {
        final Reading reading = new Reading(workers, services.counters(), onError);
        final Writing writing = new Writing(services, onError);
        final Endpoint postDocuments = new DocumentsPost(writing);
        return new Router()
                .add(HttpMethod.GET, "/v1/version", new VersionEndpoint(services.version()))
                .add(HttpMethod.GET, "/v1/keys", new KeysEndpoint(services, reading))
                .add(HttpMethod.GET, "/v1/data/", SeriesEndpoint.ofDocuments(services, reading))
                .add(HttpMethod.POST, "/v1/data/", postDocuments)
                .add(HttpMethod.PUT, "/v1/data/", postDocuments)
                .add(HttpMethod.GET, "/v1/", SeriesEndpoint.ofPoints(services, reading))
                .add(HttpMethod.POST, "/v1/", new MetricsPost(writing))
                .add(
                        HttpMethod.GET,
                        "/metrics",
                        new MetricsEndpoint(new OpenMetricsText(services.counters(), services.version())))
                .add(HttpMethod.GET, "/healthz", HealthEndpoint.ofLife())
                .add(HttpMethod.GET, "/readyz", HealthEndpoint.ofReadiness(services.readiness()));
    }
}
