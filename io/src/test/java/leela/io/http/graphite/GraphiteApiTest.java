package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Grafana, checks and graphite-web ask, in their own words, and what they must be answered field by field. */
final class GraphiteApiTest {

    private static GraphiteServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new GraphiteServer().withSeries();
        for (int i = 0; i < 100; i++) {
            server.history.put("exact.ten", GraphiteServer.NOW - 6 - 10 * i, 5);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldAnswerThePanelOfADashboard() throws Exception {
        final HttpResponse<byte[]> answer = server.post(
                "/render",
                "target=aliasByNode(web*.load.shortterm,0)&from=-1h&until=now&format=json&maxDataPoints=300");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        final JsonNode series = new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());
        assertThat(series.findValuesAsText("target")).containsExactly("web1", "web10", "web2", "web3");
        assertThat(series.get(0).get("tags").get("name").asText()).isEqualTo("web1.load.shortterm");
        assertThat(series.get(0).get("datapoints").size()).isBetween(100, 300);
        assertThat(series.get(0).get("datapoints").get(0).size()).isEqualTo(2);
    }

    @Test
    void shouldPutTheLastValueOfAStepAtItsStart() throws Exception {
        final JsonNode points = server.json("/render/?target=exact.ten&format=json&from=" + (GraphiteServer.NOW - 36)
                        + "&until=" + (GraphiteServer.NOW - 6))
                .get(0)
                .get("datapoints");

        // slots behind from, up to the one that until lies in
        assertThat(points.toString()).isEqualTo("[[5.0,1365510870],[5.0,1365510880],[5.0,1365510890]]");
    }

    @Test
    void shouldAnswerACheck() throws Exception {
        final JsonNode series = server.json(
                "/render?target=nPercentile%28web%2A.load.shortterm%2C+90%29&from=-10minutes&until=now&format=json");

        assertThat(series).hasSize(4);
        assertThat(series.get(0).get("target").asText()).isEqualTo("nPercentile(web1.load.shortterm, 90)");
        assertThat(series.get(0).get("tags").get("nPercentile").asText()).isEqualTo("90.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/metrics/find?query=d*|[{'text':'db1','id':'db1'BRANCH,{'text':'db2','id':'db2'BRANCH]",
                "/metrics/find?query=web1.load.s*|[{'text':'shortterm','id':'web1.load.shortterm'LEAF]",
                "/metrics/find?query=web1.%7Bload,net%7D&format=completer"
                        + "|{'metrics':[{'path':'web1.load.','name':'load','is_leaf':'0'},"
                        + "{'path':'web1.net.','name':'net','is_leaf':'0'}]}",
                "/metrics/find/?local=1&format=json&query=lone.*|[{'path':'lone.point','is_leaf':true,'intervals':[]}]",
                "/metrics/find?query=web*.l*.*&format=nodelist&position=1|{'nodes':['load']}",
                "/metrics/expand?query=db*.*.*&query=lone.*|{'results':['db1.mem.used','db2.mem.used','lone.point']}",
                "/metrics/expand?query=db*.*&groupByExpr=1|{'results':{'db*.*':['db1.mem','db2.mem']}}",
                "/metrics/expand?query=nothing.*|{'results':[]}",
                "/tags|[{'tag':'dc'},{'tag':'host'},{'tag':'name'}]",
                "/tags/dc|{'tag':'dc','values':[{'count':1,'value':'ber'},{'count':3,'value':'fra'}]}",
                "/tags/autoComplete/tags?limit=10|['dc','host','name']",
                "/tags/autoComplete/tags?tagPrefix=h&expr=dc=ber|['host']",
                "/tags/autoComplete/values?tag=host&valuePrefix=web1|['web1','web10']",
                "/tags/findSeries?expr=name=disk.free&expr=dc!=fra|['disk.free;dc=ber;host=web10']",
                "/events/get_data?from=-1h&until=now|[]",
            })
    void shouldAnswerWhatEditorsAsk(final String target, final String expected) throws Exception {
        assertThat(server.json(target).toString())
                .isEqualTo(expected.replace("BRANCH", ",'allowChildren':1,'expandable':1,'leaf':0}")
                        .replace("LEAF", ",'allowChildren':0,'expandable':0,'leaf':1}")
                        .replace('\'', '"'));
    }

    @Test
    void shouldTellItsVersion() throws Exception {
        assertThat(GraphiteServer.text(server.get("/version"))).isEqualTo("1.1.8\n");
    }

    @Test
    void shouldListAllPathsThatBearNoTags() throws Exception {
        final List<String> paths = new ArrayList<>();
        server.json("/metrics/index.json").forEach(path -> paths.add(path.asText()));

        assertThat(paths)
                .contains("web1.load.shortterm", "lone.point")
                .isSorted()
                .noneMatch(path -> path.contains(";"));
    }

    @Test
    void shouldDescribeEveryFunctionForEditors() throws Exception {
        final JsonNode functions = server.json("/functions");

        assertThat(functions.size()).isGreaterThan(130);
        assertThat(functions.get("scale").toString())
                .isEqualTo(
                        "{\"name\":\"scale\",\"function\":\"scale(seriesList, factor)\",\"description\":\"Each value "
                                + "times a factor.\",\"module\":\"graphite.render.functions\","
                                + "\"group\":\"Transform\",\"params\":"
                                + "[{\"name\":\"seriesList\",\"type\":\"seriesList\",\"required\":true},"
                                + "{\"name\":\"factor\",\"type\":\"float\",\"required\":true}]}");
        functions.forEach(function -> {
            assertThat(function.get("description").asText()).isNotBlank().endsWith(".");
            assertThat(function.get("group").asText()).isNotBlank();
        });
        assertThat(server.json("/functions/seriesByTag").get("params").toString())
                .isEqualTo("[{\"name\":\"tagExpressions\",\"type\":\"string\",\"required\":true,\"multiple\":true}]");
        assertThat(server.json("/functions/scale")).isEqualTo(functions.get("scale"));
        assertThat(server.get("/functions/scall").statusCode()).isEqualTo(404);
        assertThat(server.json("/functions?grouped=true").get("Alias").has("alias"))
                .isTrue();
    }

    @Test
    void shouldWriteLinesOfText() throws Exception {
        final String range = "&from=" + (GraphiteServer.NOW - 26) + "&until=" + (GraphiteServer.NOW - 6);

        assertThat(GraphiteServer.text(server.get("/render?target=exact.ten&format=csv" + range)))
                .isEqualTo("exact.ten,2013-04-09 12:34:40,5.0\r\nexact.ten,2013-04-09 12:34:50,5.0\r\n");
        assertThat(GraphiteServer.text(server.get("/render?target=exact.ten&format=raw" + range)))
                .isEqualTo("exact.ten,1365510880,1365510900,10|5.0,5.0\n");
        assertThat(GraphiteServer.text(server.get("/render?target=exact.t&format=raw" + range)))
                .isEmpty();
    }

    @Test
    void shouldWriteMessagePack() throws Exception {
        final byte[] body = server.get("/render?target=exact.ten&format=msgpack&from=" + (GraphiteServer.NOW - 16)
                        + "&until=" + (GraphiteServer.NOW - 6))
                .body();

        // a list of one, a map of nine, whose first name is "name"
        assertThat(body).startsWith(0xdd, 0, 0, 0, 1, 0xdf, 0, 0, 0, 9, 0xdb, 0, 0, 0, 4, 'n', 'a', 'm', 'e');
        assertThat(new String(body, StandardCharsets.ISO_8859_1))
                .contains("values\u00dd\0\0\0\1\u00cb\u0040\u0014\0\0\0\0\0\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target=scall(exact.ten,2)&format=json",
                "target=scale(exact.ten)&format=json",
                "target=scale(exact.ten,'x')&format=json",
                "target=scale(exact.ten,2&format=json",
                "target=scale(exact.ten,2,3)&format=json",
                "target=exact.ten&format=png",
                "target=exact.ten",
                "target=exact.ten&format=json&from=nonsense",
                "target=exact.ten&format=json&from=now&until=now",
                "target=exact.ten&format=json&maxDataPoints=0",
                "target=timeFunction('t',0)&format=json",
                "target=grep(*.*,'(')&format=json",
                "target=%1b%5b31mevil(x)&format=json",
                "target=exact.ten&format=%1b%5b31m",
                "target=exact.ten&format=json&from=%1b%5b31m%0a",
            })
    void shouldSayInOneLineWhatItDoesNotUnderstand(final String query) throws Exception {
        final HttpResponse<byte[]> answer = server.post("/render", query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        assertThat(GraphiteServer.text(answer)).endsWith("\n").hasLineCount(1).doesNotContain("\u001b");
    }

    /** Their windows begin before the range, so what stands in them is asked for again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "movingMedian(timeFunction('t'),'90s')",
                "hitcount(constantLine(2),'5min',true)",
                "smartSummarize(timeShift(constantLine(1),'1h',false),'1min','sum','hours')",
                "stacked(sinFunction('s'))",
            })
    void shouldTakeSeriesThatNobodySentAsAnyOther(final String target) throws Exception {
        assertThat(server.render(target)).hasSize(1);
    }

    @Test
    void shouldRoundToMoreDecimalsThanThereAreAtOnce() throws Exception {
        assertThat(server.render("round(randomWalk('w'),1000000000)")).hasSize(1);
    }

    @Test
    void shouldNameAFunctionThatThereIsNot() throws Exception {
        assertThat(GraphiteServer.text(server.post("/render", "target=sumSerie(a.b)&format=json")))
                .isEqualTo("Received request for unknown function: sumSerie (did you mean sumSeries?)\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeFunction('t',1)",
                "summarize(timeFunction('t',1),'1s')",
                "grep(web1.load.*,'(((((.*)*)*)*)*)*!')",
            })
    void shouldRefuseWhatWouldTakeTooMuch(final String target) throws Exception {
        final HttpResponse<byte[]> answer =
                server.post("/render", "format=json&from=0&until=now&target=" + GraphiteServer.encoded(target));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void shouldTakeAFormOfManyTargets() throws Exception {
        final StringBuilder form = new StringBuilder("format=json&from=-5min");
        for (int i = 0; i < 200; i++) {
            form.append("&target=").append(GraphiteServer.encoded("alias(exact.ten,'" + "n".repeat(100) + i + "')"));
        }
        final HttpResponse<byte[]> answer = server.post("/render", form.toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(GraphiteServer.text(answer)).contains("n199\"").contains("n0\"");
    }
}
