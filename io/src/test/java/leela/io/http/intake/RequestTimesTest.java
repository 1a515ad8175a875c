package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.LatencyHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long requests took, and which of them the log names. */
final class RequestTimesTest {

    private final List<String> log = new ArrayList<>();
    private final RequestTimes times = new RequestTimes(log::add);

    @ParameterizedTest
    @CsvSource({
        "/render/, READ, /render",
        "/v1/query, READ, /v1/query",
        "/v1/keys/newest, READ, /v1/keys",
        "/v1/, READ, /v1",
        "/metrics, READ, /metrics",
        "/metrics/find, READ, /metrics/",
        "/tags/findSeries, READ, /tags",
        "/version, READ, other",
        "/v1/, WRITE, write",
        "/v1/keys, DELETE, delete",
        "/readyz, OPEN, other",
    })
    void shouldKnowARouteByFewNames(final String route, final RequestTimes.Purpose purpose, final String name) {
        final LatencyHistogram found = times.of(route, purpose);
        assertThat(found).isSameAs(times.all().get(name));
    }

    @Test
    void shouldTellOfSlowRequestsAFewAMinute() {
        for (int i = 0; i < 9; i++) {
            times.tell(7_250_000_000L, i, () -> "client=10.0.0.9:4711 token=grafana", () -> "GET /render");
        }
        times.tell(RequestTimes.SLOW_NS - 1, 70_000_000_000L, () -> "", () -> "");
        times.tell(RequestTimes.SLOW_NS, 70_000_000_000L, () -> "client=::1 token=-", () -> "GET /v1/k");
        assertThat(log).hasSize(7);
        assertThat(log)
                .startsWith("event=http.request.slow seconds=7.25 client=10.0.0.9:4711 token=grafana"
                        + " request=\"GET /render\" held_back=0");
        assertThat(log)
                .endsWith("event=http.request.slow seconds=5.0 client=::1 token=- request=\"GET /v1/k\" held_back=3");
    }
}
