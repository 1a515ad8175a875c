package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static leela.io.http.HttpClientSocket.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.status.Readiness;
import leela.io.http.v1.V1Counter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path that reads, and what it answers, over a real socket. */
final class HttpServerTest {

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final String HOUR = "?start=20130409T1200&finish=20130409T1202";

    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = new RunningHttpServer();
        door.history.value = timeNs -> timeNs / MINUTE_NS % 10;
    }

    @AfterEach
    void close() {
        door.close();
    }

    // ---- series

    @Test
    void shouldTellHowLongRequestsTookByTheirPaths() throws IOException {
        assertThat(door.ask(get("/v1/past24/k")).status()).isEqualTo(200);
        assertThat(door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1}")).status())
                .isEqualTo(201);
        assertThat(door.ask(get("/nowhere")).status()).isEqualTo(404);
        RunningHttpServer.await("the answers", () -> {
            try {
                final String metrics = door.ask(get("/metrics")).body();
                return metrics.contains("leela_http_request_seconds_count{path=\"/v1\"} 1\n")
                        && metrics.contains("leela_http_request_seconds_count{path=\"write\"} 1\n")
                        && metrics.contains("leela_http_request_seconds_count{path=\"other\"} 1\n");
            } catch (final IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    @Test
    void shouldAnswerARangeAsAListOfPoints() throws IOException {
        final Answer answer = door.ask(get("/v1/cpu" + HOUR));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"status\":200,\"results\":{\"cpu\":{\"series\":[[1365508800,0.0],[1365508860,1.0],"
                        + "[1365508920,2.0]]}}}");
        assertThat(answer.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(answer.header("cache-control")).isEqualTo("public, max-age=300");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("vary")).isEqualTo("accept-encoding");
        assertThat(answer.header("date")).isEqualTo("Tue, 09 Apr 2013 12:34:56 GMT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/past24/cpu                                       | 1365422696           | 1365512696000000000",
                "/v1/pastweek/cpu                                     | 1364904296           | 1365512696000000000",
                "/v1/2013/04/09/cpu                                   | 1365465600           | 1365551999999999999",
                "/v1/2013/4/cpu                                       | 1364774400           | 1367366399999999999",
                "/v1/cpu?start=20130409T1200&finish=20130409T1202     | 1365508800           | 1365508979999999999",
                "/v1/cpu?start=1365508800&finish=2013-04-09T12:02:00Z | 1365508800           | 1365508920000000000",
            })
    void shouldReadTheRangeThatThePathNames(final String target, final long from, final long to) throws IOException {
        assertThat(door.ask(get(target)).status()).isEqualTo(200);
        assertThat(door.history.lastKey).isEqualTo("cpu");
        assertThat(door.history.lastFromNs).isEqualTo(from * 1_000_000_000L);
        assertThat(door.history.lastToNs).isEqualTo(to);

        door.history.documents = List.of("1");
        assertThat(door.ask(get(target.replace("/v1/", "/v1/data/"))).status()).isEqualTo(200);
        assertThat(door.history.lastKey).isEqualTo("cpu");
        assertThat(door.history.lastFromNs).isEqualTo(from * 1_000_000_000L);
        assertThat(door.history.lastToNs).isEqualTo(to);
    }

    @Test
    void shouldReadRangesWiderThanTwoMonths() throws IOException {
        door.history.periodNs = 24 * 60 * MINUTE_NS;

        final Answer answer = door.ask(get("/v1/cpu?start=20000101T0000&finish=20130101T0000"));

        assertThat(answer.body().chars().filter(c -> c == '[').count()).isEqualTo(1 + 4750);
    }

    @Test
    void shouldWriteWholeSecondsAsIntegersAndFractionsToTheDigit() throws IOException {
        door.history.periodNs = 500_000_000L;
        door.history.value = timeNs -> 1e-7;

        assertThat(door.ask(get("/v1/k?start=1365508800.5&finish=1365508801.0")).body())
                .contains("[[1365508800.5,1.0e-7],[1365508801,1.0e-7]]");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '[[1365508800,0.0],[1365508920,2.0]]'",
        "&nan=purge, '[[1365508800,0.0],[1365508920,2.0]]'",
        "&nan=allow, '[[1365508800,0.0],[1365508860,null],[1365508920,2.0]]'"
    })
    void shouldPurgeOrAllowWhatIsNoNumber(final String parameter, final String series) throws IOException {
        for (final double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            door.history.value = timeNs -> timeNs / MINUTE_NS % 10 == 1 ? none : timeNs / MINUTE_NS % 10;
            assertThat(door.ask(get("/v1/cpu" + HOUR + parameter)).body()).contains("\"series\":" + series + "}");
        }
    }

    @Test
    void shouldNotFindARangeThatHoldsNothing() throws IOException {
        door.history.lastNs = 0;

        final Answer answer = door.ask(get("/v1/past24/cpu"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"status\":404,\"reason\":\"Not Found\","
                        + "\"debug\":{\"message\":\"nothing is kept under this key in this range\"}}");
        assertThat(answer.header("cache-control")).isEqualTo("max-age=0");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    }

    @Test
    void shouldNotFindARangeThatHoldsOnlyWhatIsPurged() throws IOException {
        door.history.value = timeNs -> Double.NaN;

        assertThat(door.ask(get("/v1/2013/cpu" + HOUR)).status()).isEqualTo(404);
        assertThat(door.ask(get("/v1/2013/04/cpu")).status()).isEqualTo(404);
        assertThat(door.ask(get("/v1/2013/04/cpu?nan=allow")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b/c                  | a/b/c           | a/b/c",
                "a%2Fb                  | a/b             | a/b",
                "%22%5C%0A              | '\"\\\n'        | '\\\"\\\\\\u000a'",
                "h%C3%A9                | 'h\u00c3\u00a9' | 'h\u00c3\u00a9'",
                "a%FFb                  | 'a\u00ffb'      | 'a%FFb'",
                "%E2%80%A8              | '\u00e2\u0080\u00a8' | '\\u2028'",
                "past24%2Fx             | past24/x        | past24/x",
            })
    void shouldTakeAnyByteInAKey(final String path, final String key, final String inJson) throws IOException {
        final Answer answer = door.ask(get("/v1/" + path + HOUR));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(door.history.lastKey).isEqualTo(key);
        assertThat(answer.body()).startsWith("{\"status\":200,\"results\":{\"" + inJson + "\":{\"series\":[");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/cpu?start=20130409T1200&finish=20130409T1202 | public, max-age=300",
                "/v1/2013/04/08/cpu                               | public, max-age=300",
                "/v1/2013/04/09/cpu                               | no-cache",
                "/v1/past24/cpu                                   | no-cache",
                "/v1/last/cpu                                     | no-cache",
                "/v1/cpu?start=-1h                                | no-cache",
                "/v1/keys                                         | no-cache",
            })
    void shouldLetCachesKeepOnlyRangesThatHaveEnded(final String target, final String caching) throws IOException {
        assertThat(door.ask(get(target)).header("cache-control")).isEqualTo(caching);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/cpu?start=-2h            | 1365503696000000000 | 1365510896000000000",
                "/v1/cpu?start=now-1w&finish=-30m | 1364906096000000000 | 1365509096000000000",
                "/v1/cpu?start=-90s&finish=now | 1365510806000000000 | 1365510896000000000",
            })
    void shouldReadTimesThatCountFromNow(final String target, final long from, final long to) throws IOException {
        door.ask(get(target));
        assertThat(door.history.lastFromNs).isEqualTo(from);
        assertThat(door.history.lastToNs).isEqualTo(to);
    }

    @Test
    void shouldAnswerAtMostSoManyPoints() throws IOException {
        assertThat(door.ask(get("/v1/cpu" + HOUR + "&limit=2")).body())
                .endsWith("{\"series\":[[1365508800,0.0],[1365508860,1.0]]}}}");
        door.history.value = timeNs -> timeNs / 60_000_000_000L % 2 == 0 ? Double.NaN : 1;
        assertThat(door.ask(get("/v1/cpu?start=20130409T1200&finish=20130409T1230&limit=2"))
                        .body())
                .as("what is left out does not count")
                .endsWith("{\"series\":[[1365508860,1.0],[1365508980,1.0]]}}}");
    }

    @Test
    void shouldAnswerTheNewestFirst() throws IOException {
        assertThat(door.ask(get("/v1/cpu" + HOUR + "&order=desc&limit=2")).body())
                .endsWith("{\"series\":[[1365508920,2.0],[1365508860,1.0]]}}}");
        assertThat(door.ask(get("/v1/cpu?start=20130301T0000&finish=20130409T1202&order=desc&limit=9000"))
                        .body())
                .contains("{\"series\":[[1365508920,2.0],[1365508860,1.0],[1365508800,0.0],[1365508740,");
    }

    @Test
    void shouldAnswerTheNewestPointHoweverOldItIs() throws IOException {
        door.history.lastNs = 1_234_567_920_000_000_000L;

        assertThat(door.ask(get("/v1/last/a/b")).body())
                .startsWith("{\"status\":200,\"results\":{\"a/b\":{\"series\":[[1234567920,")
                .doesNotContain("],[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"past24/x", "last/x", "keys", "version", "data/x", "key/x", "2013/04/x"})
    void shouldReachEveryKeyBehindKey(final String key) throws IOException {
        assertThat(door.ask(get("/v1/key/" + key + HOUR)).status()).isEqualTo(200);
        assertThat(door.history.lastKey).isEqualTo(key);
        assertThat(door.ask(post("/v1/key/" + key, "{\"type\":\"gauge\",\"value\":1}"))
                        .body())
                .contains("\"name\":\"" + key + "\"");
    }

    @Test
    void shouldFindAKeyThatIsNoUtf8AsItIsListed() throws IOException {
        door.history.holdsOnly = "b\u00ff";
        assertThat(door.ask(get("/v1/b%25FF" + HOUR)).body())
                .startsWith("{\"status\":200,\"results\":{\"b%FF\":{\"series\":[[");
        assertThat(door.ask(get("/v1/c%25FF" + HOUR)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/past24/cpu", "/v1/last/cpu", "/v1/keys", "/v1/data/past24/cpu", "/v1/key/cpu?start=-1h"})
    void shouldAnswerNothingFromAPartOfHistory(final String target) throws IOException {
        door.isWhole = false;
        final Answer answer = door.ask(get(target));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("cache-control")).isEqualTo("max-age=0");
        assertThat(door.ask(post("/v1/cpu", "{\"type\":\"gauge\",\"value\":1}")).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                     | true",
                "deflate, GZIP;q=0.5      | true",
                "x-gzip                   | true",
                "*                        | true",
                "gzip;q=1.0, identity;q=0 | true",
                "gzip;q=0                 | false",
                "gzip;q=0.000             | false",
                "gzipped                  | false",
                "br, deflate              | false",
                "identity                 | false",
            })
    void shouldPackWhatTheClientUnpacks(final String accepted, final boolean isPacked) throws IOException {
        final Answer answer = door.ask(get("/v1/pastweek/cpu", "Accept-Encoding: " + accepted));
        assertThat("gzip".equals(answer.header("content-encoding"))).isEqualTo(isPacked);
        assertThat(answer.body()).startsWith("{\"status\":200,").endsWith("]]}}}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/past24/cpu?start=-1h",
        "GET,  /v1/2013/04/09/cpu?finish=now",
        "GET,  /v1/data/pastweek/cpu?start=-1h",
        "GET,  /v1/version?x=1",
        "POST, /v1/cpu?timestamp=1365510896",
        "POST, /v1/data/cpu?timestamp=1365510896",
        "PUT,  /v1/data/cpu?valu=1",
    })
    void shouldRefuseAParameterThatWouldChangeNothing(final String method, final String target) throws IOException {
        final Answer answer = door.ask(method.equals("GET") ? get(target) : request(method, target, "{\"value\":1}"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("no parameter ");
    }

    @Test
    void shouldNameTheParameterThatWasMeant() throws IOException {
        assertThat(door.ask(get("/v1/cpu?start=-1h&finsh=now")).body())
                .contains("no parameter \\\"finsh\\\" (did you mean finish?)");
        assertThat(door.ask(get("/v1/keys?x=1&_=1365510896")).body())
                .contains("(known: prefix, glob, tag, limit, after, like, count, callback, debug)");
        assertThat(door.ask(get("/v1/keys?_=1365510896")).status()).isEqualTo(200);
    }

    /** Storage looks at few keys at a time, so that others have their turns. */
    @Test
    void shouldFillAnAnswerWithWhatSeveralLooksFind() throws IOException {
        door.history.keys =
                IntStream.range(0, 60).mapToObj(i -> "k%05d".formatted(i)).toList();
        door.history.keysAtOnce = 7;
        assertThat(door.ask(get("/v1/keys?limit=60")).body())
                .startsWith("{\"status\":200,\"results\":{\"keys\":[\"k00000\",\"k00001\",")
                .endsWith(",\"k00058\",\"k00059\"]}}");
        assertThat(door.ask(get("/v1/keys?limit=30")).body()).endsWith(",\"k00029\"],\"next\":\"k00029\"}}");
        // fifty looks are enough for one answer
        door.history.keysAtOnce = 1;
        assertThat(door.ask(get("/v1/keys?limit=59")).body()).endsWith(",\"k00049\"],\"next\":\"k00049\"}}");
        assertThat(door.ask(get("/v1/keys?after=k00049")).body()).endsWith(",\"k00059\"]}}");
    }

    @Test
    void shouldCountKeysInAllPages() throws IOException {
        door.history.keys =
                IntStream.range(0, 25_000).mapToObj(i -> "k%05d".formatted(i)).toList();
        final Answer whole = door.ask(get("/v1/keys?count=true"));
        assertThat(whole.body().replace(" ", "")).isEqualTo("{\"status\":200,\"results\":{\"count\":25000}}");
        assertThat(door.ask(get("/v1/keys?count=true&prefix=k0000")).body()).contains("{\"count\":10}");
        assertThat(door.ask(get("/v1/keys?count=true&after=k24997")).body()).contains("{\"count\":2}");
        assertThat(door.ask(get("/v1/keys?count=false&limit=1")).body()).contains("[\"k00000\"]");
        assertThat(door.ask(get("/v1/keys?count=all")).body()).contains("count: all (expected: true or false)");
        assertThat(door.ask(get("/v1/keys?count=true&limit=5")).status()).isEqualTo(400);
    }

    @Test
    void shouldRefuseAGlobThatIsLongerThanAnyKey() throws IOException {
        final String glob = "*".repeat(1025);
        assertThat(door.ask(get("/v1/keys?glob=" + glob)).body()).contains("glob: 1025 bytes (expected: at most 1024)");
        assertThat(door.ask(get("/v1/keys?glob=" + glob)).status()).isEqualTo(400);
    }

    @Test
    void shouldAnswerTimingsWhereDebugIsAsked() throws IOException {
        assertThat(door.ask(get("/v1/cpu" + HOUR + "&debug")).body())
                .endsWith("]}},\"debug\":{\"rows\":3,\"uri\":\"/v1/cpu" + HOUR + "&debug\",\"took_ms\":0.0}}");
        assertThat(door.ask(get("/nowhere?debug=1")).body())
                .contains("\"message\":\"no such path\",\"uri\":\"/nowhere?debug=1\"");
    }

    @Test
    void shouldWrapAnswersInACallback() throws IOException {
        final Answer answer = door.ask(get("/v1/cpu" + HOUR + "&callback=jQuery.f_1"));

        assertThat(answer.body()).startsWith("/**/jQuery.f_1({\"status\":200,").endsWith("]}}});");
        assertThat(answer.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(door.ask(get("/v1/version?callback=f")).body())
                .startsWith("/**/f({\"version\"")
                .endsWith("});");
        assertThat(door.ask(get("/v1/x?callback=f")).body())
                .startsWith("/**/f({\"status\":400,")
                .endsWith("}});");

        final Answer refused = door.ask(get("/v1/version?callback=alert(1)"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"status\":400,");
    }

    @Test
    void shouldNotGiveToScriptsOfOtherSitesWhatOneSiteMayRead() throws IOException {
        try (RunningHttpServer named = new RunningHttpServer("", "https://charts.example.org")) {
            for (final String target : List.of("/v1/cpu" + HOUR + "&callback=f", "/v1/version?%63allback=f")) {
                assertThat(named.ask(get(target, "Sec-Fetch-Site: cross-site")).status())
                        .isEqualTo(403);
                assertThat(named.ask(get(target, "Sec-Fetch-Site: same-origin")).status())
                        .isEqualTo(200);
            }
        }
    }

    // ---- documents

    @Test
    void shouldAnswerDocumentsAsTheyAreKept() throws IOException {
        door.history.documents = List.of("{\"a\":[1,null]}", "\"h\u00c3\u00a9\"", "17");

        assertThat(door.ask(get("/v1/data/x/y" + HOUR)).body())
                .isEqualTo("{\"status\":200,\"results\":{\"x/y\":{\"series\":["
                        + "[1365508800,{\"a\":[1,null]}],[1365508801.5,\"h\u00c3\u00a9\"],[1365508803,17]]}}}");

        door.history.documents = List.of();
        assertThat(door.ask(get("/v1/data/past24/x")).status()).isEqualTo(404);
    }

    // ---- keys, version, the engine itself

    @ParameterizedTest
    @ValueSource(strings = {"past24/WEB", "last/WEB", "key/WEB?start=-1h", "WEB?start=-1h&order=desc&limit=1"})
    void shouldNameTheKeysWhereSeveralEqualTheOneAskedFor(final String path) throws IOException {
        door.history.keys = List.of("Web", "web", "x");
        door.history.isAmbiguous = true;

        assertThat(door.ask(get("/v1/" + path)).status()).isEqualTo(300);
        assertThat(door.ask(get("/v1/" + path)).body())
                .isEqualTo("{\"status\":300,\"reason\":\"Multiple Choices\",\"debug\":{\"message\":\"several keys "
                        + "equal it but for the case of their letters: Web, web\",\"keys\":[\"Web\",\"web\"]}}");
    }

    @Test
    void shouldListKeysThatAreLikeOne() throws IOException {
        door.history.keys = List.of("Web", "web", "x");

        assertThat(door.ask(get("/v1/keys?like=WEB")).body())
                .isEqualTo("{\"status\":200,\"results\":{\"keys\":[\"Web\",\"web\"]}}");
        assertThat(door.ask(get("/v1/keys?like=w")).body()).endsWith("{\"keys\":[]}}");
        assertThat(door.ask(get("/v1/keys?like=w&glob=*")).body()).contains("like: it stands alone");
    }

    @Test
    void shouldListKeysPageByPage() throws IOException {
        door.history.keys = List.of("a", "b/ c", "b\u00ff", "c");

        assertThat(door.ask(get("/v1/keys")).body())
                .isEqualTo("{\"status\":200,\"results\":{\"keys\":[\"a\",\"b/ c\",\"b%FF\",\"c\"]}}");
        assertThat(door.ask(get("/v1/keys?limit=2")).body()).endsWith("{\"keys\":[\"a\",\"b/ c\"],\"next\":\"b/ c\"}}");
        assertThat(door.ask(get("/v1/keys?limit=1&after=b%2F%20c")).body())
                .endsWith("{\"keys\":[\"b%FF\"],\"next\":\"b%FF\"}}");
        assertThat(door.ask(get("/v1/keys?limit=1&after=b%25FF")).body()).endsWith("{\"keys\":[\"c\"]}}");
        assertThat(door.ask(get("/v1/keys?prefix=b")).body()).endsWith("{\"keys\":[\"b/ c\",\"b%FF\"]}}");
        assertThat(door.ask(get("/v1/keys?prefix=zz")).body()).endsWith("{\"keys\":[]}}");
    }

    @Test
    void shouldListKeysByTheirTags() throws IOException {
        door.history.keys = List.of("cpu;dc=eu;host=web1", "cpu;dc=us;host=web2", "cpu;host=db1", "web");

        assertThat(door.ask(get("/v1/keys?tag=host=web1")).body()).endsWith("{\"keys\":[\"cpu;dc=eu;host=web1\"]}}");
        assertThat(door.ask(get("/v1/keys?tag=host~%5Eweb&tag=dc!=eu")).body())
                .endsWith("{\"keys\":[\"cpu;dc=us;host=web2\"]}}");
        assertThat(door.ask(get("/v1/keys?tag=host%3Ddb1&count=true")).body()).contains("{\"count\":1}");
        assertThat(door.ask(get("/v1/query?tag=host=db1&start=-1h")).body()).contains("\"cpu;host=db1\"");
        assertThat(door.ask(get("/v1/query?tag=host=db1&key=a")).body()).contains("key, tag: both");
        assertThat(door.ask(get("/v1/keys?tag=host")).body()).contains("tag: 'host' (expected: such as host=web1");
        assertThat(door.ask(get("/v1/keys?like=a&tag=a=b")).body()).contains("like: it stands alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "10001", "1.5", "99999999999"})
    void shouldRefuseALimitOutOfRange(final String limit) throws IOException {
        assertThat(door.ask(get("/v1/keys?limit=" + limit)).status()).isEqualTo(400);
    }

    @Test
    void shouldSayItsVersion() throws IOException {
        assertThat(door.ask(get("/v1/version")).body())
                .isEqualTo("{\"version\":\"1.2.3-rc1\",\"major\":1,\"minor\":2,\"build\":3}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0,text/plain;q=0.5 | true",
                "text/plain                                                  | false",
                "*/*                                                         | false",
            })
    void shouldShowTheCountersInTheFormatThatIsAskedFor(final String accept, final boolean isOpen) throws IOException {
        door.pipeline.counters().add(V1Counter.RECEIVED, 17);

        final Answer answer = door.ask(get("/metrics", "Accept: " + accept));

        assertThat(answer.header("content-type"))
                .isEqualTo(
                        isOpen
                                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                : "text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.body().endsWith("\n# EOF\n")).isEqualTo(isOpen);
        assertThat(answer.body())
                .contains(
                        isOpen
                                ? "# TYPE leela_metrics_received counter\n"
                                : "# TYPE leela_metrics_received_total counter\n",
                        "\nleela_metrics_received_total{source=\"http\"} 17\n",
                        "\n# TYPE leela_series_live gauge\n",
                        "\nleela_series_live 0\n",
                        "\nleela_metrics_emitted_total 0\n",
                        "leela_build_info{version=\"1.2.3-rc1\"} 1\n",
                        "\nprocess_cpu_seconds_total ",
                        "\nleela_thread_cpu_seconds_total{thread=\"leela-http\"} ",
                        "\nleela_thread_busy_seconds_total{thread=\"leela-http\"} ",
                        "\nleela_thread_longest_turn_seconds{thread=\"leela-http\"} ",
                        "\nleela_thread_stalls_total{thread=\"leela-http\"} ",
                        "\njvm_memory_used_bytes{pool=");
    }

    @Test
    void shouldShowEveryCounterOnceWithItsFamilyTogether() throws IOException {
        final List<String> lines = door.ask(get("/metrics")).body().lines().toList();
        final List<String> families = lines.stream()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .toList();
        final long samples = lines.stream()
                .filter(line -> line.startsWith("leela_")
                        && !line.startsWith("leela_thread_")
                        && !line.startsWith("leela_http_request_seconds"))
                .count();

        assertThat(families).doesNotHaveDuplicates();
        assertThat(samples).isEqualTo(door.pipeline.counters().descriptions().size() + 1);
    }

    @Test
    void shouldSayWhetherItLivesAndIsReady() throws IOException {
        door.parts =
                List.of(new Readiness.Part("udp", true, "listening"), new Readiness.Part("storage", true, "embedded"));
        assertThat(door.ask(get("/healthz")).body()).isEqualTo("{\"status\":200,\"results\":{}}");
        assertThat(door.ask(get("/readyz")).body())
                .isEqualTo("{\"status\":200,\"results\":{\"udp\":\"listening\",\"storage\":\"embedded\"}}");

        door.parts =
                List.of(new Readiness.Part("udp", true, "listening"), new Readiness.Part("storage", false, "away"));
        final Answer unready = door.ask(get("/readyz"));
        assertThat(unready.status()).isEqualTo(503);
        assertThat(unready.body())
                .isEqualTo("{\"status\":503,\"reason\":\"Service Unavailable\","
                        + "\"debug\":{\"message\":\"not ready: storage away\","
                        + "\"udp\":\"listening\",\"storage\":\"away\"}}");
        assertThat(door.ask(get("/healthz")).status()).isEqualTo(200);
    }

    // ---- methods and errors

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/cpu" + HOUR,
                "/v1/past24/cpu",
                "/v1/2013/04/cpu",
                "/v1/version",
                "/v1/keys",
                "/metrics",
                "/healthz",
                "/readyz"
            })
    void shouldAnswerHeadWithoutABody(final String target) throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final Answer head = client.ask(request("HEAD", target, ""));
            final Answer got = client.ask(get(target));

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo(got.header("content-type"));
            assertThat(got.status()).isEqualTo(200);
        }
        RunningHttpServer.await("cursors closed", () -> door.history.openCursors.get() == 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/cpu         | GET, HEAD, POST, DELETE, OPTIONS",
                "/v1/data/cpu    | GET, HEAD, POST, PUT, DELETE, OPTIONS",
                "/v1/version     | GET, HEAD, OPTIONS",
                "*               | GET, HEAD, POST, PUT, DELETE, OPTIONS",
            })
    void shouldTellBrowsersWhatIsAllowed(final String target, final String allowed) throws IOException {
        final Answer answer = door.ask(request("OPTIONS", target, "", "Origin: http://elsewhere"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("allow")).isEqualTo(allowed);
        assertThat(answer.header("access-control-allow-methods")).isEqualTo(allowed);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("access-control-allow-headers")).contains("authorization");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET     | /                                                | 404 | Not Found",
                "GET     | /v1                                              | 404 | Not Found",
                "GET     | /v2/cpu                                          | 404 | Not Found",
                "GET     | /metrics/                                        | 404 | Not Found",
                "OPTIONS | /nowhere                                         | 404 | Not Found",
                "GET     | /v1/                                             | 400 | Bad Request",
                "GET     | /v1/past24/                                      | 400 | Bad Request",
                "GET     | /v1/cpu                                          | 400 | Bad Request",
                "GET     | /v1/cpu?start=-10m&finish=-1h                    | 400 | Bad Request",
                "GET     | /v1/cpu?start=-1h&limt=3                         | 400 | Bad Request",
                "GET     | /v1/cpu?start=-1h&limit=0                        | 400 | Bad Request",
                "GET     | /v1/cpu?start=-1h&order=up                       | 400 | Bad Request",
                "GET     | /v1/cpu?start=-1h&order=desc                     | 400 | Bad Request",
                "GET     | /v1/last/                                        | 400 | Bad Request",
                "GET     | /v1/last/cpu?start=-1h                           | 400 | Bad Request",
                "GET     | /v1/data/past24/cpu?order=desc                   | 400 | Bad Request",
                "GET     | /v1/cpu?finish=20130409T1200                     | 400 | Bad Request",
                "GET     | /v1/cpu?start=20130409T1203&finish=20130409T1202 | 400 | Bad Request",
                "GET     | /v1/cpu?start=yesterday&finish=20130409T1202     | 400 | Bad Request",
                "GET     | /v1/2013/13/cpu                                  | 400 | Bad Request",
                "GET     | /v1/2013/02/30/cpu                               | 400 | Bad Request",
                "GET     | /v1/past24/a%zz                                  | 400 | Bad Request",
                "GET     | /v1/past24/cpu?nan=maybe                         | 400 | Bad Request",
                "GET     | nowhere                                          | 400 | Bad Request",
                "POST    | /v1/past24/cpu                                   | 405 | Method Not Allowed",
                "POST    | /v1/2013/04/cpu                                  | 405 | Method Not Allowed",
                "PUT     | /v1/cpu                                          | 405 | Method Not Allowed",
                "DELETE  | /v1/cpu                                          | 400 | Bad Request",
                "DELETE  | /v1/version                                      | 405 | Method Not Allowed",
                "PUT     | /v1/data/past24/cpu                              | 405 | Method Not Allowed",
                "POST    | /metrics                                         | 405 | Method Not Allowed",
                "POST    | /v1/version                                      | 405 | Method Not Allowed",
                "BREW    | /v1/cpu                                          | 405 | Method Not Allowed",
            })
    void shouldRefuseInTheFormOfErrors(final String method, final String target, final int status, final String reason)
            throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final Answer answer = client.ask(request(method, target, ""));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body())
                    .startsWith("{\"status\":" + status + ",\"reason\":\"" + reason + "\",\"debug\":{\"message\":\"")
                    .endsWith("\"}}");
            assertThat(answer.header("cache-control")).isEqualTo("max-age=0");
            assertThat(answer.header("allow"))
                    .satisfies(allow -> assertThat(allow != null).isEqualTo(status == 405));
            assertThat(client.ask(get("/healthz")).status())
                    .as("the connection goes on")
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldRefuseAKeyThatIsTooLong() throws IOException {
        assertThat(door.ask(get("/v1/past24/" + "k".repeat(1024))).status()).isEqualTo(200);
        assertThat(door.ask(get("/v1/past24/" + "k".repeat(1025))).status()).isEqualTo(400);
    }

    @Test
    void shouldAnswer503WhereStorageDoesNot() throws IOException {
        door.history.failsAfterPoints = 0;

        final Answer answer = door.ask(get("/v1/past24/cpu"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"reason\":\"Service Unavailable\"", "the test's backend is unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        RunningHttpServer.await("cursors closed", () -> door.history.openCursors.get() == 0);
    }

    @Test
    void shouldCountRequestsByTheirAnswers() throws IOException {
        door.ask(get("/healthz"));
        door.ask(get("/nowhere"));
        door.history.failsAfterPoints = 0;
        door.ask(get("/v1/past24/cpu"));

        assertThat(door.count(HttpCounter.REQUESTS)).isEqualTo(3);
        assertThat(door.count(HttpCounter.ANSWERED)).isEqualTo(1);
        assertThat(door.count(HttpCounter.REFUSED)).isEqualTo(1);
        assertThat(door.count(HttpCounter.FAILED)).isEqualTo(1);
    }

    @Test
    void shouldServeAnotherApiInItsOwnForm() throws IOException {
        assertThat(door.ask(get("/toy")).body()).isEqualTo("a toy\n");
        final Answer unknown = door.ask(get("/toy/train"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.header("content-type")).isEqualTo("text/plain");
        assertThat(unknown.body()).isEqualTo("404 no toy of this name: train\n");
    }

    @Test
    void shouldRefuseAMethodInTheFormOfThePathsApi() throws IOException {
        final Answer refused = door.ask("DELETE /toy HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.body()).isEqualTo("405 this path takes GET, HEAD, OPTIONS\n");
    }

    @Test
    void shouldRefuseATooLongBodyInTheFormOfThePathsApi() throws IOException {
        final Answer refused = door.ask("POST /toy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).startsWith("413 body: more than ");
    }

    @Test
    void shouldRefuseAPathThatAnotherApiHas() {
        assertThatThrownBy(() -> Router.of(List.of(new ToyApi(), new ToyApi()), null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/toy");
    }

    @Test
    void shouldRefuseAPageOfAnotherSiteThatWrites() throws IOException {
        final Answer refused =
                door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1}", "Origin: https://evil.example.org"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(door.count(V1Counter.RECEIVED)).isZero();
    }

    @Test
    void shouldRefuseANameThatIsNotLoopbacks() throws IOException {
        final Answer refused = door.ask("GET /v1/keys HTTP/1.1\r\nHost: evil.example.org\r\n\r\n");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("localhost");
    }

    @Test
    void shouldRefuseANameOfThousandsOfLabels() throws IOException {
        assertThat(door.ask("GET /v1/keys HTTP/1.1\r\nHost: " + "a.".repeat(4000) + "x\r\n\r\n")
                        .status())
                .isEqualTo(403);
        assertThat(door.ask(get("/healthz")).status()).isEqualTo(200);
    }

    @Test
    void shouldAskForOneHost() throws IOException {
        assertThat(door.ask("GET /healthz HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
        assertThat(door.ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(door.ask("GET /healthz HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void shouldSayWhyAPathIsNotThereWhenAnotherConfigurationHasIt() {
        final Router router =
                Router.of(List.of((routes, reads) -> routes.close("influx.enabled is false", "/write")), null);

        assertThat(router.refusalOfBody(HttpMethod.POST, "/write").notes().toString())
                .isEqualTo("{message=influx.enabled is false}");
        assertThat(router.refusalOfBody(HttpMethod.POST, "/writ").notes().toString())
                .isEqualTo("{message=no such path}");
    }

    @Test
    void shouldRefuseAPathOfNoApiInTheServersOwnForm() throws IOException {
        assertThat(door.ask(get("/nothing")).body())
                .isEqualTo("{\"status\":404,\"reason\":\"Not Found\",\"debug\":{\"message\":\"no such path\"}}");
    }
}
