package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static leela.io.http.HttpClientSocket.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import leela.engine.counters.EngineCounter;
import leela.engine.history.StorageHealth;
import leela.engine.refusal.Refusal;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.MetricType;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.v1.V1Counter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics and documents in: what is accepted, what is refused, and that each is counted. */
final class HttpWriteTest {

    private static final long T_NS = 1_365_500_000_000_000_000L;

    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = new RunningHttpServer();
    }

    @AfterEach
    void close() {
        door.close();
    }

    // ---- metrics

    @Test
    void shouldPutAMetricIntoTheRingBeforeItAnswers() throws IOException {
        final Answer answer = door.ask(post(
                "/v1/a/b", "{\"type\": \"gauge\", \"value\": 1.5, \"timestamp\": 1365500000.0, \"name\": \"a/b\"}"));

        assertThat(door.pipeline.take()).containsExactly(Entry.metric(MetricType.GAUGE, "a/b", 1.5, T_NS));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body())
                .isEqualTo("{\"status\":201,\"results\":[{\"type\":\"gauge\",\"value\":1.5,"
                        + "\"timestamp\":1365500000,\"name\":\"a/b\"}]}");
        assertThat(answer.header("cache-control")).isEqualTo("max-age=0");
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(1);
    }

    @Test
    void shouldTakeAListInItsOrder() throws IOException {
        final Answer answer = door.ask(post(
                "/v1/k",
                "[{\"value\":1,\"type\":\"gauge\"},{\"type\":\"derive\",\"value\":-2,\"timestamp\":1},"
                        + "{\"type\":\"counter\",\"value\":18446744073709551615,\"extra\":{\"a\":[1]}},{"
                        + "\"type\":\"absolute\",\"value\":2.5}]"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(door.pipeline.take())
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "k", 1, RunningHttpServer.NOW_NS),
                        Entry.integralMetric(MetricType.DERIVE, "k", -2, 1_000_000_000L),
                        Entry.integralMetric(MetricType.COUNTER, "k", -1L, RunningHttpServer.NOW_NS),
                        Entry.metric(MetricType.ABSOLUTE, "k", 2.5, RunningHttpServer.NOW_NS));
        assertThat(answer.body()).contains("\"value\":18446744073709551615", "\"value\":-2", "\"timestamp\":1,");
    }

    @Test
    void shouldTellWhatWasRefusedToWhomAndWhy() throws IOException {
        door.ask(post("/v1/a/b", "[{\"type\":\"gauge\",\"value\":1},{\"type\":\"gauge\"}]"));
        door.ask(post("/v1/c", "no JSON"));

        assertThat(door.ask(get("/v1/refused")).body())
                .startsWith("{\"status\":200,\"results\":{\"refused\":[{\"time\":")
                .contains(
                        "\"source\":\"http\",\"cause\":\"malformed\",\"sender\":\"127.0.0.1:",
                        "\"key\":\"a/b\",\"reason\":\"no value\",\"position\":1,\"bytes\":\"[{\\\\x22type",
                        "\"key\":\"c\",",
                        "\"bytes\":\"no JSON\"}")
                .endsWith("}]}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "POST ~ /v1/k          ~ Content-Length: 2000000     ~ 413 Request Entity Too Large: body: more than",
                "POST ~ /v1/k          ~ Content-Encoding: br        ~ 415 Unsupported Media Type: ",
                "POST ~ /v1/k          ~ Origin: http://evil.example ~ 403 Forbidden: Origin: pages of other sites",
                "POST ~ /v1/k          ~ Host: b                     ~ 400 Bad Request: Host: ",
                "PUT  ~ /v1/past24/k   ~ X: y                        ~ 405 Method Not Allowed: this path takes",
                "GET  ~ /v1/past24/%6b ~ Origin: http://evil.example ~",
                "GET  ~ /v1/past24/k   ~ X: y                        ~"
            })
    void shouldTellWhoseRequestsWereRefusedBeforeTheirEntries(
            final String method, final String path, final String header, final String reason) throws IOException {
        door.ask(request(method, path, "", header));

        final List<Refusal> kept = door.pipeline.refusals().newestFirst();
        if (reason == null) {
            assertThat(kept).isEmpty();
            return;
        }
        assertThat(kept).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).startsWith(reason.strip());
            assertThat(refusal.bytes()).isEqualTo(method + " " + path);
            assertThat(refusal.sender()).startsWith("127.0.0.1:");
            assertThat(refusal.source() + " " + refusal.cause()).isEqualTo("http 4xx");
        });
    }

    @Test
    void shouldTakeAnEmptyList() throws IOException {
        assertThat(door.ask(post("/v1/k", " [ ] ")).body()).isEqualTo("{\"status\":201,\"results\":[]}");
        assertThat(door.count(V1Counter.RECEIVED)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1365500000            | 1365500000000000000",
                "1365500000.25         | 1365500000250000000",
                "1365500000.123456789  | 1365500000123456789",
                "1365500000.1234567891 | 1365500000123456789",
                "1.3655e9              | 1365500000000000000",
                "0                     | 0",
                "-0.0                  | 0",
                "1e-12                 | 0",
                "1e-999999999          | 0",
                "0.000000001           | 1",
            })
    void shouldReadTimestampsToTheNanosecond(final String timestamp, final long timeNs) throws IOException {
        door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1,\"timestamp\":" + timestamp + "}"));

        assertThat(door.pipeline.take()).containsExactly(Entry.metric(MetricType.GAUGE, "k", 1, timeNs));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity",
        "1e308, 1e308",
        "4.9e-324, 4.9e-324",
        "1e-999, 0",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "-0.0, -0.0",
        "0.1, 0.1"
    })
    void shouldTakeAnyDouble(final String value, final double expected) throws IOException {
        final Answer answer = door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":" + value + "}"));

        assertThat(door.pipeline.take())
                .containsExactly(Entry.metric(MetricType.GAUGE, "k", expected, RunningHttpServer.NOW_NS));
        if (!Double.isFinite(expected)) {
            assertThat(answer.body()).contains("\"value\":null");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{",
                "[",
                "{}",
                "[{}]",
                "[[]]",
                "17",
                "null",
                "\"a\"",
                "{\"type\":\"gauge\"}",
                "{\"value\":1}",
                "{\"type\":\"level\",\"value\":1}",
                "{\"type\":1,\"value\":1}",
                "{\"type\":null,\"value\":1}",
                "{\"type\":\"gauge\",\"value\":\"1\"}",
                "{\"type\":\"gauge\",\"value\":null}",
                "{\"type\":\"gauge\",\"value\":[1]}",
                "{\"type\":\"gauge\",\"value\":01}",
                "{\"type\":\"gauge\",\"value\":1,\"timestamp\":\"1\"}",
                "{\"type\":\"gauge\",\"value\":1} x",
                "{\"type\":\"gauge\",\"value\":1}{\"type\":\"gauge\",\"value\":1}",
                "{\"type\":\"gauge\",\"value\":1,\"timestamp\":null}",
                "{\"type\":\"gauge\",\"value\":1,\"name\":\"other\"}",
                "{\"type\":\"gauge\",\"value\":1,\"name\":7}",
                "{\"type\":\"gauge\",\"value\":1,}",
                "[{\"type\":\"gauge\",\"value\":1}",
                "{\"type\":\"gauge\",\"value\":1,\"extra\":\"\u00ff\"}"
            })
    void shouldRefuseABodyWholeWhereAnyPartIsBad(final String body) throws IOException {
        final Answer answer = door.ask(post("/v1/k", body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"status\":400,\"reason\":\"Bad Request\",\"debug\":{\"message\":\"");
        assertThat(door.pipeline.take()).isEmpty();
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(1);
        assertThat(door.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldRefuseABodyNestedTooDeep() throws IOException {
        assertThat(door.ask(post("/v1/k", "{\"extra\":" + "[".repeat(100_000) + "}"))
                        .status())
                .isEqualTo(400);
        assertThat(door.ask(post("/v1/data/k", "{\"value\":" + "[".repeat(200) + "]".repeat(200) + "}"))
                        .status())
                .isEqualTo(400);
        assertThat(door.ask(post("/v1/data/k", "{\"value\":" + "[".repeat(100) + "]".repeat(100) + "}"))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1365514497", "-1", "8589934593", "1e300", "-1e300", "99999999999999999999"})
    void shouldRejectTimesBeyondTheLimits(final String timestamp) throws IOException {
        final Answer answer =
                door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1,\"timestamp\":" + timestamp + "}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"cause\":\"time_range\"", "(expected: 1970-01-01T00:00:00Z to 2013-");
        assertThat(door.count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(1);
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(1);
    }

    @Test
    void shouldTakeTheGoodOnesOfAListAndNameTheBad() throws IOException {
        final Answer answer = door.ask(post(
                "/v1/k",
                "[{\"type\":\"gauge\",\"value\":{\"a\":[1]}},{\"type\":\"gauge\",\"value\":2},17,"
                        + "{\"type\":\"level\",\"value\":[3]},{\"type\":\"gauge\",\"value\":4,\"timestamp\":9e9},"
                        + "{\"type\":\"gauge\"},{\"type\":\"gauge\",\"value\":7,\"name\":\"other\"},"
                        + "{\"type\":\"gauge\",\"value\":8}]"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body())
                .contains("\"value\":2.0", "\"value\":8.0", "\"rejected\":6")
                .contains(
                        "\"errors\":[{\"index\":0,\"reason\":\"value: { (expected: a number)\"},",
                        "{\"index\":2,\"reason\":\"no object at line 1,",
                        "{\"index\":3,\"reason\":\"type: level (expected: gauge, counter, derive or absolute)\"},",
                        "{\"index\":4,\"reason\":\"",
                        "{\"index\":5,\"reason\":\"no value\"},",
                        "{\"index\":6,\"reason\":\"name: other (expected: the key of the path, or none)\"}]");
        assertThat(door.pipeline.take())
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "k", 2, RunningHttpServer.NOW_NS),
                        Entry.metric(MetricType.GAUGE, "k", 8, RunningHttpServer.NOW_NS));
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(8);
        assertThat(door.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(5);
        assertThat(door.count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(1);
    }

    @Test
    void shouldSayWhatAMisspeltMemberMayBe() throws IOException {
        assertThat(door.ask(post("/v1/k", "{\"type\":\"gauge\",\"valeu\":1}")).body())
                .contains("valeu: no member of a metric (did you mean value?)");
        assertThat(door.ask(post("/v1/k", "{\"typ\":\"gauge\",\"value\":1}")).body())
                .contains("typ: no member of a metric (did you mean type?)");
    }

    @Test
    void shouldRefuseAListWithoutAGoodOne() throws IOException {
        final Answer answer = door.ask(post("/v1/k", "[{},{\"type\":\"gauge\",\"value\":\"1\"}]"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "\"message\":\"no type (expected: gauge, counter, derive or absolute)\"",
                        "{\"index\":1,\"reason\":\"value: 1 (expected: a number)\"}");
    }

    @Test
    void shouldNameNoMoreOfTheBadThanAPersonReads() throws IOException {
        final Answer answer = door.ask(post("/v1/k", "[" + "{},".repeat(5000) + "{}]"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"rejected\":5001", "{\"index\":99,")
                .doesNotContain("\"index\":100,");
    }

    @Test
    void shouldTakeTheGoodDocumentsOfAListAndNameTheBad() throws IOException {
        final Answer answer = door.ask(post("/v1/data/k", "[{\"value\":1},{},{\"value\":[2]}]"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).contains("\"errors\":[{\"index\":1,\"reason\":\"no value\"}]");
        assertThat(door.pipeline.take()).hasSize(2);
    }

    @Test
    void shouldTakeANumberBeyondDoublesForInfinityAsTextDoes() throws IOException {
        assertThat(door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":-1e400}"))
                        .status())
                .isEqualTo(201);
        assertThat(door.pipeline.take())
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "k", Double.NEGATIVE_INFINITY, RunningHttpServer.NOW_NS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate", "deflate, without a frame"})
    void shouldUnpackABody(final String encoding) throws IOException {
        final byte[] packed = pack(encoding, "{\"type\":\"gauge\",\"value\":1}");
        final String name = encoding.split(",")[0];

        assertThat(door.ask(post("/v1/k", HttpClientSocket.latin(packed), "Content-Encoding: " + name))
                        .status())
                .isEqualTo(201);
        assertThat(door.pipeline.take()).hasSize(1);
    }

    @Test
    void shouldRefuseABodyThatItCannotUnpack() throws IOException {
        assertThat(door.ask(post("/v1/k", "xx", "Content-Encoding: br")).status())
                .isEqualTo(415);
        assertThat(door.ask(post("/v1/k", "no gzip", "Content-Encoding: gzip")).status())
                .isEqualTo(400);
        assertThat(door.ask(post("/v1/k", "x", "Content-Encoding: deflate")).status())
                .isEqualTo(400);
        final String half = HttpClientSocket.latin(pack("gzip", "{\"type\":\"gauge\",\"value\":1}"));
        assertThat(door.ask(post("/v1/k", half.substring(0, 15), "Content-Encoding: gzip"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void shouldRefuseABodyThatUnpacksToMoreThanTheBound() throws IOException {
        final byte[] bomb = pack("gzip", " ".repeat(2 << 20));

        assertThat(bomb).hasSizeLessThan(1 << 14);
        assertThat(door.ask(post("/v1/k", HttpClientSocket.latin(bomb), "Content-Encoding: gzip"))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({"true, 507, Insufficient Storage", "false, 503, Service Unavailable"})
    void shouldTakeNothingThatWouldBeLost(final boolean isForWantOfRoom, final int status, final String reason)
            throws IOException {
        door.loss = Optional.of(new StorageHealth.Loss(isForWantOfRoom, "No space left on device"));

        final Answer answer = door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1}"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(reason, "No space left on device");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(door.ask(post("/v1/data/k", "{\"value\":1}")).status()).isEqualTo(status);
        assertThat(door.pipeline.take()).isEmpty();
    }

    private static byte[] pack(final String encoding, final String text) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream packed = encoding.toLowerCase(Locale.ROOT).endsWith("gzip")
                ? new GZIPOutputStream(bytes)
                : new DeflaterOutputStream(bytes, new Deflater(6, encoding.contains("without")))) {
            packed.write(HttpClientSocket.latin(text));
        }
        return bytes.toByteArray();
    }

    @Test
    void shouldAcceptTheGoodOnesOfAListAndCountTheOthers() throws IOException {
        final Answer answer = door.ask(post(
                "/v1/k",
                "[{\"type\":\"gauge\",\"value\":1,\"timestamp\":-1},{\"type\":\"gauge\",\"value\":2},"
                        + "{\"type\":\"gauge\",\"value\":3,\"timestamp\":9e9}]"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body())
                .startsWith("{\"status\":201,\"results\":[{\"type\":\"gauge\",\"value\":2.0,")
                .contains("\"rejected\":2", "\"cause\":\"time_range\"");
        assertThat(door.pipeline.take())
                .containsExactly(Entry.metric(MetricType.GAUGE, "k", 2, RunningHttpServer.NOW_NS));
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(3);
        assertThat(door.count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(2);
    }

    @Test
    void shouldRejectKeysBeyondTheLimits() throws IOException {
        final String metric = "{\"type\":\"gauge\",\"value\":1}";

        assertThat(door.ask(post("/v1/" + "k".repeat(1024), metric)).status()).isEqualTo(201);
        assertThat(door.ask(post("/v1/" + "k".repeat(1025), metric)).status()).isEqualTo(400);
        assertThat(door.ask(post("/v1/", metric)).status()).isEqualTo(400);
        assertThat(door.count(EngineCounter.REJECTED_KEY_LENGTH)).isEqualTo(2);
    }

    @Test
    void shouldTakeAnyByteInAKey() throws IOException {
        assertThat(door.ask(post("/v1/a%00%FF%2Fb", "{\"type\":\"gauge\",\"value\":1}"))
                        .status())
                .isEqualTo(201);

        assertThat(door.pipeline.take())
                .containsExactly(Entry.metric(MetricType.GAUGE, "a\0\u00ff/b", 1, RunningHttpServer.NOW_NS));
    }

    @Test
    void shouldAnswer503WhenTheRingIsFullAndCountEveryMetric() throws IOException {
        final int many = RecordingPipeline.CAPACITY + 1000;
        final String list =
                "[" + "{\"type\":\"gauge\",\"value\":1},".repeat(many - 1) + "{\"type\":\"gauge\",\"value\":1}]";

        final Answer answer = door.ask(post("/v1/k", list));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"accepted\":" + RecordingPipeline.CAPACITY);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(many);
        assertThat(door.count(EngineCounter.REJECTED_OVERLOAD)).isEqualTo(1000);
        assertThat(door.pipeline.take()).hasSize(RecordingPipeline.CAPACITY);
        assertThat(door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1}")).status())
                .isEqualTo(201);
    }

    @Test
    void shouldEchoALongListInPages() throws IOException {
        final int many = 10_000;
        final String metric = "{\"type\":\"gauge\",\"value\":1,\"timestamp\":1365500000}";

        final Answer answer = door.ask(post("/v1/k", "[" + (metric + ",").repeat(many - 1) + metric + "]"));

        assertThat(answer.status()).isEqualTo(201);
        final String echo = "{\"type\":\"gauge\",\"value\":1.0,\"timestamp\":1365500000,\"name\":\"k\"}";
        assertThat(answer.body())
                .isEqualTo("{\"status\":201,\"results\":[" + (echo + ",").repeat(many - 1) + echo + "]}");
        assertThat(door.pipeline.take()).hasSize(many);
    }

    // ---- documents

    @Test
    void shouldTakeDocumentsByPostAndPut() throws IOException {
        assertThat(door.ask(post(
                                "/v1/data/x/y",
                                "{\"value\": {\"a\": [1, null, \"\u00c3\u00a9\"]}, \"timestamp\": 1365500000}"))
                        .body())
                .isEqualTo("{\"status\":201,\"results\":[{\"value\":{\"a\":[1,null,\"\u00c3\u00a9\"]},"
                        + "\"timestamp\":1365500000,\"name\":\"x/y\"}]}");
        assertThat(door.ask(request(
                                "PUT",
                                "/v1/data/x",
                                "[{\"value\":1.10},{\"value\":\"s\",\"name\":\"x\"},{\"value\":null}]"))
                        .status())
                .isEqualTo(201);

        assertThat(door.pipeline.take())
                .containsExactly(
                        Entry.data("x/y", "{\"a\":[1,null,\"\u00e9\"]}", T_NS),
                        Entry.data("x", "1.10", RunningHttpServer.NOW_NS),
                        Entry.data("x", "\"s\"", RunningHttpServer.NOW_NS),
                        Entry.data("x", "null", RunningHttpServer.NOW_NS));
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999999999999999", "-1E-999999999", "0.10", "123456789012345678901234567890"})
    void shouldKeepNumbersOfDocumentsAsTheyAreWritten(final String number) throws IOException {
        assertThat(door.ask(post("/v1/data/x", "{\"value\":[" + number + "]}")).status())
                .isEqualTo(201);

        assertThat(door.pipeline.take()).containsExactly(Entry.data("x", "[" + number + "]", RunningHttpServer.NOW_NS));
    }

    @Test
    void shouldRefuseADocumentThatIsTooLong() throws IOException {
        assertThat(door.ask(post("/v1/data/x", "{\"value\":\"" + "d".repeat(8190) + "\"}"))
                        .status())
                .isEqualTo(201);

        final Answer answer = door.ask(post("/v1/data/x", "{\"value\":\"" + "d".repeat(8191) + "\"}"));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("\"reason\":\"Request Entity Too Large\"", "\"cause\":\"document\"");
        assertThat(door.count(EngineCounter.REJECTED_DOCUMENT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"value\":NaN}",
                "{\"value\":Infinity}",
                "{\"value\":[1,}",
                "{\"value\":1,\"name\":\"y\"}",
                "{\"value\":\"\u00ff\"}",
                "{\"value\":'a'}",
                "{\"value\":1"
            })
    void shouldRefuseWhatIsNoDocument(final String body) throws IOException {
        assertThat(door.ask(post("/v1/data/x", body)).status()).isEqualTo(400);
        assertThat(door.pipeline.take()).isEmpty();
        assertThat(door.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(1);
        assertThat(door.count(V1Counter.RECEIVED)).isEqualTo(1);
    }

    // ---- how bodies arrive

    @Test
    void shouldTakeABodyInChunks() throws IOException {
        final String chunks = "POST /v1/k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "8\r\n{\"type\":\r\n12\r\n\"gauge\",\"value\":1}\r\n0\r\n\r\n";

        assertThat(door.ask(chunks).status()).isEqualTo(201);
        assertThat(door.pipeline.take()).hasSize(1);
    }

    @Test
    void shouldLetAClientGoOnThatWaitsForLeave() throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final String body = "{\"type\":\"gauge\",\"value\":1}";
            client.send("POST /v1/k HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
                    + body.length() + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send(body);
            assertThat(client.read().status()).isEqualTo(201);
            assertThat(client.ask(post("/v1/k", body)).status()).isEqualTo(201);
        }
    }

    @Test
    void shouldGiveTheSameWhereverARequestIsCut() throws IOException {
        final String text = post("/v1/k?debug", "{\"type\":\"gauge\",\"value\":1.5,\"timestamp\":1365500000}");
        final List<Entry> expected = List.of(Entry.metric(MetricType.GAUGE, "k", 1.5, T_NS));
        try (HttpClientSocket client = door.connect()) {
            final String whole = client.ask(text).body();
            assertThat(door.pipeline.take()).isEqualTo(expected);
            for (int cut = 1; cut < text.length(); cut++) {
                client.send(text.substring(0, cut));
                assertThat(client.ask(text.substring(cut)).body())
                        .as("cut at %d", cut)
                        .isEqualTo(whole);
                assertThat(door.pipeline.take()).as("cut at %d", cut).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldTakeNothingFromARequestThatEndsEarly() throws IOException {
        final String text = post("/v1/k", "{\"type\":\"gauge\",\"value\":1.5,\"timestamp\":1365500000}");
        for (int cut = 0; cut < text.length(); cut++) {
            try (HttpClientSocket client = door.connect()) {
                client.send(text.substring(0, cut));
                client.shutdownOutput();
                assertThat(client.isAtEnd()).as("cut at %d", cut).isTrue();
            }
        }
        assertThat(door.pipeline.take()).isEmpty();
        assertThat(door.count(V1Counter.RECEIVED)).isZero();
        RunningHttpServer.await("connections closed", () -> door.count(HttpCounter.CONNECTIONS) == 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/k      | {"type":"gauge","value":1,"time":1365500000}   | time: no member of a metric
            /v1/k      | {"ts":1365500000,"type":"gauge","value":1}     | (expected: timestamp)
            /v1/k      | {"type":"gauge","value":1,"tags":{"host":"a"}} | (expected: in the key, NAME;tag=value)
            /v1/data/k | {"value":{"tags":1},"date":1365500000}         | date: no member of a document
            """)
    void shouldRefuseAMemberThatMeansSomethingElsewhere(final String path, final String body, final String message)
            throws IOException {
        assertThat(door.ask(post(path, body)).body()).contains("\"status\":400", message);
        assertThat(door.pipeline.take()).isEmpty();
    }
}
