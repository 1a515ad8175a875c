package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeMap;
import leela.io.http.HttpClientSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients of Graphite send, byte for byte, and what graphite-web 1.1.8 answered: check_graphite of Debian's
 * monitoring-plugins-contrib, and what Grafana's data source is made to send. We hold the same values and answer the
 * same, field by field.
 */
@Tag("once")
final class CapturedRequestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check-graphite-1",
                "check-graphite-2",
                "grafana-1",
                "grafana-2",
                "grafana-3",
                "grafana-5",
                "grafana-6",
                "grafana-7",
                "grafana-8",
                "grafana-9"
            })
    void shouldAnswerAsGraphiteWebDid(final String name) throws Exception {
        final String request = text(name + ".bin");
        final String[] theirs = text(name + ".answer.bin").split("\r\n\r\n", 2);

        try (GraphiteServer server = new GraphiteServer(timeOf(theirs[0]))) {
            putValues(server.history);
            try (HttpClientSocket client = new HttpClientSocket(server.address())) {
                final HttpClientSocket.Answer answer = client.ask(request);

                assertThat(answer.status()).isEqualTo(200);
                if (theirs[0].contains("application/json")) {
                    assertThat(answer.header("content-type")).startsWith("application/json");
                    compare(name, JSON.readTree(answer.body()), JSON.readTree(theirs[1]));
                } else {
                    assertThat(answer.body()).isEqualTo(theirs[1]);
                }
            }
        }
    }

    /** The points of the first answer are the values; of the second host only means of two are known. */
    private static void putValues(final ListedHistory history) throws IOException {
        final JsonNode values =
                JSON.readTree(text("check-graphite-1.answer.bin").split("\r\n\r\n", 2)[1]);
        values.get(0).get("datapoints").forEach(point -> put(history, "web1.load.shortterm", point, 0));
        final JsonNode means = JSON.readTree(text("grafana-1.answer.bin").split("\r\n\r\n", 2)[1]);
        means.get(1).get("datapoints").forEach(point -> {
            put(history, "web2.load.shortterm", point, 0);
            put(history, "web2.load.shortterm", point, -10);
        });
        history.put(
                "carbon.agents.a.cpuUsage",
                values.get(0).get("datapoints").get(0).get(1).asLong(),
                1);
        history.put(
                "db1.mem.used", values.get(0).get("datapoints").get(0).get(1).asLong(), 1);
    }

    private static void put(final ListedHistory history, final String key, final JsonNode point, final long later) {
        if (!point.get(0).isNull()) {
            history.put(key, point.get(1).asLong() + later, point.get(0).asDouble());
        }
    }

    private static void compare(final String name, final JsonNode ours, final JsonNode theirs) {
        if (name.equals("check-graphite-2")) {
            // a percentile of the second host's values, which are not known
            assertThat(ours).hasSize(2);
            assertThat(ours.get(0)).isEqualTo(theirs.get(0));
            assertThat(fields(ours.get(1))).isEqualTo(fields(theirs.get(1)));
            assertThat(ours.get(1).get("datapoints"))
                    .hasSameSizeAs(theirs.get(1).get("datapoints"));
        } else {
            assertThat(ours).isEqualTo(theirs);
        }
    }

    /** All but the points. */
    private static TreeMap<String, JsonNode> fields(final JsonNode series) {
        final TreeMap<String, JsonNode> fields = new TreeMap<>();
        for (final String name : List.of("target", "tags")) {
            fields.put(name, series.get(name));
        }
        return fields;
    }

    private static long timeOf(final String headers) {
        final String date = headers.lines()
                .filter(line -> line.startsWith("Date: "))
                .findFirst()
                .orElseThrow()
                .substring("Date: ".length());
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
    }

    private static String text(final String resource) throws IOException {
        try (InputStream in = CapturedRequestsTest.class.getResourceAsStream("/captures/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
