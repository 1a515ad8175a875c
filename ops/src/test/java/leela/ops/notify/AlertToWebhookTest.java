package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import leela.adapters.notice.HttpReceiver;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine, from a datagram to a web server that is told of the alert. */
@Tag("once")
final class AlertToWebhookTest {

    private static final long T0 = 1_795_953_600L;

    @TempDir
    private Path folder;

    private HttpReceiver receiver;

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    @Test
    void shouldTellWhenAnAlertBeginsAndWhenItEndsAndNothingAfterARestart() throws Exception {
        final String config = config();
        try (RunningService engine = RunningService.in(folder, config)) {
            send(engine, "web1", 95, T0);
            final JsonNode began = receiver.next().json();
            assertThat(began.path("status").asText()).isEqualTo("firing");
            assertThat(began.at("/alerts/0/labels").toString())
                    .isEqualTo(
                            "{\"alertname\":\"full\",\"by_1\":\"web1\",\"group\":\"web1\",\"severity\":\"critical\"}");
            assertThat(began.at("/alerts/0/annotations/summary").asText()).isEqualTo("web1 is 95% full");
            final JsonNode receipt = began.at("/alerts/0/receipt");
            assertThat(receipt.path("heldSeconds").asDouble(-1)).isZero();
            assertThat(receipt.path("decisionSeconds").asDouble(-1)).isBetween(0.0, 600.0);
            assertThat(receipt.path("sendingSeconds").asDouble(-1)).isBetween(0.0, 600.0);
            RunningService.await(
                    "the webhook's word in /metrics",
                    () -> metrics(engine).contains("leela_notify_latency_seconds_count{way=\"webhook\"} 1\n"));
            assertThat(metrics(engine))
                    .contains("leela_notify_sending_seconds_count{way=\"webhook\"} 1\n")
                    .contains("leela_alert_decision_seconds_count{alert=\"full\"} 1\n")
                    .contains("leela_alert_arrival_seconds_bucket{alert=\"full\",le=\"0.0001\"} ");
        }
        try (RunningService engine = RunningService.in(folder, config)) {
            send(engine, "web1", 96, T0 + 10);
            send(engine, "web1", 50, T0 + 20);
            final JsonNode ended = receiver.next().json();
            assertThat(ended.path("status").asText()).isEqualTo("resolved");
            assertThat(ended.at("/alerts/0/annotations/value").asText()).isEqualTo("50");
        }
        assertThat(receiver.waiting()).isZero();
    }

    /** From the call that sends the datagram until the server has the request, on whatever else the machine does. */
    @Test
    @Tag("slow")
    void shouldTellSoon(final TestReporter reporter) throws Exception {
        final int alerts = 1000;
        final long[] tookNs = new long[alerts];
        try (RunningService engine = RunningService.in(folder, config())) {
            for (int i = -50; i < alerts; i++) {
                final long beganNs = System.nanoTime();
                send(engine, "web" + i, 95, T0 + i);
                receiver.next();
                if (i >= 0) {
                    tookNs[i] = System.nanoTime() - beganNs;
                }
            }
        }
        Arrays.sort(tookNs);
        reporter.publishEntry("datagram to webhook, %d alerts: p50 %.2f ms, p99 %.2f ms, max %.2f ms"
                .formatted(
                        alerts, tookNs[alerts / 2] / 1e6, tookNs[alerts * 99 / 100] / 1e6, tookNs[alerts - 1] / 1e6));
        assertThat(tookNs[alerts / 2]).isLessThan(1_000_000_000L);
    }

    private String config() throws IOException {
        Files.writeString(folder.resolve("full.alerts"), """
                ALERT full WHEN [> 90] FROM ^(.*)\\.percent$ BY $1 SEVERITY critical TO pager
                  NOTE "{1} is {value}% full";
                """);
        return """
                [alerts]
                files = ["%s"]
                group_wait = "0s"
                receipt = true
                [alerts.webhooks.pager]
                url = "%s"
                messages_per_minute = 1000000
                """.formatted(folder.resolve("full.alerts"), receiver.url());
    }

    private static void send(final RunningService engine, final String host, final double value, final long time)
            throws IOException {
        final String key = host + ".percent";
        engine.sendUdp("gauge " + key.length() + "|" + key + " " + value + " " + time + ".0;");
    }

    private static String metrics(final RunningService engine) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port("http") + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
