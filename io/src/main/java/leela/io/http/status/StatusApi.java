package leela.io.http.status;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import leela.engine.alert.AlertState;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.io.http.Api;
import leela.io.http.Reads;
import leela.io.http.Routes;

/**
 * What an engine tells of itself: its counters and latencies, whether it lives, whether each part is ready.
 * Thread: the loop's.
 *
 * @param alerts how many groups of each alert are in each state
 */
public record StatusApi(
        Counters counters,
        List<LatencyFamily> latencies,
        Readiness readiness,
        Supplier<Map<String, Map<AlertState, Integer>>> alerts,
        String version,
        Clock clock)
        implements Api {

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        final LatencyFamily requests = new LatencyFamily(
                "leela_http_request_seconds",
                "From the end of a request to the end of its answer, by the beginning of its path, or write, delete.",
                "path",
                new TreeMap<>(routes.times()));
        routes.addRead(HttpMethod.GET, "/metrics", new MetricsEndpoint(this, requests, reads))
                .addOpen(HttpMethod.GET, "/healthz", HealthEndpoint.ofLife(clock))
                .addOpen(HttpMethod.GET, "/readyz", HealthEndpoint.ofReadiness(readiness, clock));
    }
}
