package leela.ops.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.io.http.prometheus.RemoteReadCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One Prometheus scrapes itself and writes to an engine; another, which has nothing of its own, reads from that. Both
 * give the same answers to the same queries.
 */
@Tag("once")
@Tag("slow")
final class RemoteReadByPrometheusTest {

    private static final double TOLERANCE = 1e-9;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of Prometheus' own metrics; {@code [2s]} has some twenty samples of each. */
    private static final List<String> QUERIES = List.of(
            "up",
            "up == 1",
            "up{job=\"self\"}",
            "up{job!=\"self\"}",
            "up{job=~\"s.*\"}",
            "up{job!~\"s.*\"}",
            "{__name__=\"up\"}",
            "{__name__=~\"up|scrape_samples_scraped\"}",
            "{__name__=~\"go_gc_.*_bytes_total\"}",
            "count({__name__=~\".+\", job=~\"self|other\"})",
            "count by (__name__) ({job=\"self\"})",
            "max(count by (__name__) ({job=\"self\"}))",
            "go_goroutines",
            "go_goroutines offset 1s",
            "go_goroutines - go_goroutines offset 1s",
            "rate(process_cpu_seconds_total[2s])",
            "irate(process_cpu_seconds_total[2s])",
            "increase(prometheus_http_requests_total[2s])",
            "rate(prometheus_http_requests_total{code=\"200\"}[2s])",
            "sum(rate(prometheus_http_requests_total[2s]))",
            "sum by (code) (rate(prometheus_http_requests_total[2s]))",
            "sum without (handler) (prometheus_http_requests_total)",
            "avg(prometheus_http_request_duration_seconds_bucket)",
            "histogram_quantile(0.9, rate(prometheus_http_request_duration_seconds_bucket[2s]))",
            "histogram_quantile(0.5, sum by (le) (prometheus_http_request_duration_seconds_bucket))",
            "max_over_time(go_memstats_alloc_bytes[2s])",
            "min_over_time(go_memstats_alloc_bytes[2s])",
            "avg_over_time(go_memstats_alloc_bytes[2s])",
            "sum_over_time(up[2s])",
            "count_over_time(up[2s])",
            "last_over_time(go_memstats_alloc_bytes[2s])",
            "quantile_over_time(0.9, go_memstats_alloc_bytes[2s])",
            "stddev_over_time(go_memstats_alloc_bytes[2s])",
            "changes(go_memstats_alloc_bytes[2s])",
            "resets(go_memstats_alloc_bytes[2s])",
            "deriv(go_memstats_alloc_bytes[2s])",
            "delta(go_memstats_alloc_bytes[2s])",
            "idelta(go_memstats_alloc_bytes[2s])",
            "predict_linear(go_memstats_alloc_bytes[2s], 60)",
            "holt_winters(go_memstats_alloc_bytes[2s], 0.5, 0.5)",
            "absent(up)",
            "absent(nothing_of_this_name)",
            "absent_over_time(up[2s])",
            "sort_desc(go_gc_duration_seconds)",
            "quantile(0.5, go_gc_duration_seconds)",
            "stddev(scrape_duration_seconds)",
            "count_values(\"v\", up)",
            "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
            "go_memstats_alloc_bytes / on (instance) group_left go_goroutines",
            "scrape_samples_scraped and on (job) up",
            "scrape_samples_scraped unless up",
            "rate(process_cpu_seconds_total[1s:200ms])",
            "max_over_time(rate(process_cpu_seconds_total[1s])[2s:500ms])",
            "timestamp(up)",
            "prometheus_build_info");

    @TempDir
    private Path folder;

    @Test
    void shouldAnswerAsIfTheDataHadBeenScrapedDirectly() throws Exception {
        try (RunningService engine = RunningService.in(
                        folder.resolve("engine"), "prometheus.enabled = true\nstorage.resolution = \"1ms\"\n");
                PrometheusDaemon writer =
                        PrometheusDaemon.writing(Files.createDirectory(folder.resolve("writer")), engine.port("http"));
                PrometheusDaemon reader = PrometheusDaemon.reading(
                        Files.createDirectory(folder.resolve("reader")), engine.port("http"))) {
            writer.awaitReady();
            reader.awaitAnswers();
            writer.run(5);
            final long nowMs =
                    writer.times("up").stream().mapToLong(one -> one).max().orElseThrow();
            RunningService.await("all samples of the last second", () -> {
                try {
                    final String all = "{job=\"self\"}[4s]";
                    return byLabels(instant(reader, all, nowMs)).equals(byLabels(instant(writer, all, nowMs)));
                } catch (final IOException unready) {
                    throw new AssertionError(unready);
                }
            });
            assertThat(QUERIES).hasSizeGreaterThanOrEqualTo(50);
            for (final String query : QUERIES) {
                compare(query, instant(writer, query, nowMs), instant(reader, query, nowMs));
                compare(query, range(writer, query, nowMs), range(reader, query, nowMs));
            }
            assertThat(engine.read(RemoteReadCounter.OMITTED)).isZero();
        }
    }

    @Test
    void shouldAnswerOverKeysThatAreNoMetricNames() throws Exception {
        try (RunningService engine = RunningService.in(folder.resolve("engine"), "");
                PrometheusDaemon reader = PrometheusDaemon.reading(
                        Files.createDirectory(folder.resolve("reader")), engine.port("http"))) {
            final long now = System.currentTimeMillis() / 1000;
            post(engine, "web1.load", now, 1.5);
            post(engine, "web2.load", now, 2.5);
            post(engine, "disk.free;host=a%25b", now, 3);
            post(engine, "\u00e9tat;x", now, 4);
            reader.awaitAnswers();
            final long nowMs = now * 1000;
            RunningService.await("the points", () -> {
                try {
                    return instant(reader, "{__name__=~\".+\"}", nowMs)
                            .toString()
                            .contains("tat");
                } catch (final IOException unready) {
                    throw new AssertionError(unready);
                }
            });
            assertThat(values(instant(reader, "{__name__=~\"web.*\"}", nowMs)))
                    .isEqualTo(Map.of(
                            "{\"__name__\":\"web1_load\",\"key\":\"web1.load\"}", 1.5,
                            "{\"__name__\":\"web2_load\",\"key\":\"web2.load\"}", 2.5));
            assertThat(values(instant(reader, "web1_load", nowMs)).values()).containsExactly(1.5);
            assertThat(values(instant(reader, "{key=\"web2.load\"}", nowMs)).values())
                    .containsExactly(2.5);
            assertThat(values(instant(reader, "disk_free{host=\"a%b\"}", nowMs)).values())
                    .containsExactly(3.0);
            assertThat(values(instant(reader, "sum({__name__=~\".+\", key!~\"leela.*\"})", nowMs))
                            .values())
                    .containsExactly(11.0);
        }
    }

    private static void post(final RunningService engine, final String key, final long time, final double value)
            throws IOException, InterruptedException {
        final HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port("http") + "/v1/"
                                        + URLEncoder.encode(key, UTF_8)))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"type\":\"gauge\",\"value\":" + value + ",\"timestamp\":" + time + "}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static JsonNode instant(final PrometheusDaemon daemon, final String query, final long nowMs)
            throws IOException {
        return JSON.readTree(daemon.get("/api/v1/query?time=" + seconds(nowMs) + "&query=" + encoded(query)));
    }

    private static JsonNode range(final PrometheusDaemon daemon, final String query, final long nowMs)
            throws IOException {
        return JSON.readTree(daemon.get("/api/v1/query_range?step=0.25&start=" + seconds(nowMs - 1500) + "&end="
                + seconds(nowMs) + "&query=" + encoded(query)));
    }

    private static String seconds(final long ms) {
        return ms / 1000 + "." + "%03d".formatted(ms % 1000);
    }

    private static String encoded(final String query) {
        return URLEncoder.encode(query, UTF_8);
    }

    /** By labels, of an instant. */
    private static Map<String, Double> values(final JsonNode answer) {
        final Map<String, Double> values = new TreeMap<>();
        for (final JsonNode one : answer.at("/data/result")) {
            values.put(one.get("metric").toString(), one.get("value").get(1).asDouble());
        }
        return values;
    }

    private static void compare(final String query, final JsonNode expected, final JsonNode actual) {
        assertThat(expected.get("status").asText()).as(query).isEqualTo("success");
        assertThat(actual.path("warnings")).as(query).isEmpty();
        final Map<String, JsonNode> ours = byLabels(actual);
        final Map<String, JsonNode> theirs = byLabels(expected);
        assertThat(ours.keySet()).as(query).isEqualTo(theirs.keySet());
        theirs.forEach((labels, values) -> comparePoints(query + " " + labels, values, ours.get(labels)));
    }

    private static void comparePoints(
            final String what, final Iterable<JsonNode> expected, final Iterable<JsonNode> actual) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        final var ours = actual.iterator();
        for (final JsonNode point : expected) {
            final JsonNode other = ours.next();
            assertThat(other.get(0).asDouble()).as(what).isEqualTo(point.get(0).asDouble());
            final double value = number(point.get(1).asText());
            if (Double.isFinite(value)) {
                assertThat(number(other.get(1).asText()))
                        .as(what)
                        .isCloseTo(value, within(Math.abs(value) * TOLERANCE));
            } else {
                assertThat(other.get(1).asText())
                        .as(what)
                        .isEqualTo(point.get(1).asText());
            }
        }
    }

    private static double number(final String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** A list of {@code [time, value]} for each. */
    private static Map<String, JsonNode> byLabels(final JsonNode answer) {
        final Map<String, JsonNode> all = new TreeMap<>();
        for (final JsonNode one : answer.at("/data/result")) {
            final Map<String, String> labels = new TreeMap<>();
            one.get("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            final JsonNode values = one.has("values")
                    ? one.get("values")
                    : JSON.createArrayNode().add(one.get("value"));
            assertThat(all.put(labels.toString(), values)).isNull();
        }
        return all;
    }
}
