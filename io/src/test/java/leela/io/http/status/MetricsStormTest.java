package leela.io.http.status;

import static leela.io.http.HttpClientSocket.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.alert.AlertState;
import leela.engine.counters.Counters;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.Clock;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.output.proc.TestEngine;
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

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(Counters.inMemory(HttpCounter.values()));
    private final AtomicInteger made = new AtomicInteger();
    private volatile int expected;

    /** Part of the text: making it takes a second, and the first waits until all have asked. */
    private Map<String, Map<AlertState, Integer>> alerts() {
        ticksNs.addAndGet(SECOND_NS);
        if (made.getAndIncrement() == 0) {
            TestEngine.await("all who ask", () -> pipeline.counters().read(HttpCounter.REQUESTS) >= expected);
        }
        return Map.of();
    }

    private HttpServer server() throws IOException {
        return new HttpServer(
                HttpConfig.DEFAULT.onPort(0),
                List.of(new StatusApi(pipeline.counters(), List.of(), List::of, this::alerts, "1.2.3", clock)),
                new ReceiverContext(clock, pipeline.counters(), fault -> {}),
                pipeline.refusals());
    }

    @Test
    void shouldGiveNobodyATextThatWasBegunBeforeHeAsked() throws IOException {
        try (HttpServer server = server()) {
            server.start();
            try (HttpClientSocket client = new HttpClientSocket(server.address())) {
                for (int i = 1; i <= 3; i++) {
                    assertThat(client.ask(get("/metrics")).body())
                            .contains("leela_http_requests_received_total " + i + "\n");
                }
                final HttpClientSocket.Answer packed = client.ask(get("/metrics", "Accept-Encoding: gzip"));
                assertThat(packed.header("content-encoding")).isEqualTo("gzip");
                assertThat(packed.body()).contains("leela_http_requests_received_total 4\n");
            }
        }
    }

    @Test
    void shouldMakeOneTextForAllWhoAskWhileAnotherIsMade() throws IOException {
        expected = 20;
        final List<HttpClientSocket> clients = new ArrayList<>();
        try (HttpServer server = server()) {
            server.start();
            for (int i = 0; i < expected; i++) {
                final HttpClientSocket client = new HttpClientSocket(server.address());
                clients.add(client);
                client.send(get("/metrics"));
            }
            for (final HttpClientSocket client : clients) {
                assertThat(client.read().body()).contains("leela_http_requests_received_total ");
            }
            assertThat(made).hasValueLessThanOrEqualTo(2);
        } finally {
            for (final HttpClientSocket client : clients) {
                client.close();
            }
        }
    }
}
