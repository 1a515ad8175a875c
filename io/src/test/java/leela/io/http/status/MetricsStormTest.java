package leela.io.http.status;

import static leela.io.http.HttpClientSocket.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.alert.AlertState;
import leela.engine.counters.Counters;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.Clock;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.socket.ReceiverContext;
import org.junit.jupiter.api.Test;

/** Many who ask for the counters at once. */
final class MetricsStormTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private final AtomicLong ticksNs = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public long timeNs() {
            return 1_365_510_896L * SECOND_NS;
        }

        @Override
        public long ticksNs() {
            return ticksNs.get();
        }
    };

    /** Part of the text: making it takes a second. */
    private Map<String, Map<AlertState, Integer>> alerts() {
        ticksNs.addAndGet(SECOND_NS);
        return Map.of();
    }

    @Test
    void shouldGiveTheSameTextForSomeTimesAsLongAsItTookToMake() throws IOException {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(Counters.inMemory(HttpCounter.values()));
        try (HttpServer server = new HttpServer(
                HttpConfig.DEFAULT.onPort(0),
                List.of(new StatusApi(pipeline.counters(), List.of(), List::of, this::alerts, "1.2.3", clock)),
                new ReceiverContext(clock, pipeline.counters(), fault -> {}),
                pipeline.refusals())) {
            server.start();
            try (HttpClientSocket client = new HttpClientSocket(server.address())) {
                final String first = client.ask(get("/metrics")).body();
                assertThat(client.ask(get("/metrics")).body()).isEqualTo(first);
                final HttpClientSocket.Answer packed = client.ask(get("/metrics", "Accept-Encoding: gzip"));
                assertThat(packed.header("content-encoding")).isEqualTo("gzip");
                assertThat(packed.body()).isEqualTo(first);
            }
            ticksNs.addAndGet(600 * SECOND_NS);
            try (HttpClientSocket client = new HttpClientSocket(server.address())) {
                assertThat(client.ask(get("/metrics")).body()).contains("leela_http_requests_received_total 4\n");
            }
        }
    }
}
