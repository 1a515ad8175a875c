package leela.io.http.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import leela.engine.counters.EngineCounter;
import leela.engine.history.StorageHealth;
import leela.engine.ring.Entry;
import leela.io.http.HttpClientSocket;
import leela.io.input.collectd.wire.CollectdCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What collectd's write_http posts, and what becomes of it. */
final class CollectdPostTest {

    private static final String TARGET = "/v1/collectd";
    private static final String NOTIFICATION =
            "{\"severity\": 2, \"level\": \"warning\", \"message\": \"Host web001, plugin load type load: Data source"
                    + " \\\"shortterm\\\" is currently 4.942871. That is above the warning threshold of 0.010000.\"}";

    private DoorRig rig;

    @BeforeEach
    void start(@TempDir final Path folder) throws IOException {
        rig = new DoorRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"collectd-json", "collectd-command"})
    void shouldTakeWhatARealDaemonSent(final String capture) throws IOException {
        final List<Integer> statuses = rig.replay(capture, "/collectd-post", TARGET);
        assertThat(statuses).containsOnly(204);
        assertThat(rig.metrics()).containsExactlyElementsOf(DoorRig.table(capture));
        assertThat(rig.count(CollectdCounter.UNKNOWN_TYPE)).isZero();
    }

    @Test
    void shouldKeepTheNotificationThatARealDaemonSent() throws IOException {
        rig.replay("collectd-json", "/collectd-post", TARGET);
        assertThat(rig.pipeline.take())
                .contains(Entry.data("web001.load.load.notification", NOTIFICATION, 1_795_915_022_648_177_270L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // as in the binary protocol: one value has no source, several have the names of types_db, or numbers
                "PUTVAL h/p/derive 1:5 | derive h.p.derive 5 1000000000",
                "PUTVAL h/p-i/derive-t interval=10 1.25:-5 | derive h.p-i.derive-t 18446744073709551611 1250000000",
                "PUTVAL h/p/load N:1:2:U"
                        + " | gauge h.p.load.shortterm 1.0 1795915200000000000,gauge h.p.load.midterm 2.0"
                        + " 1795915200000000000,gauge h.p.load.longterm NaN 1795915200000000000",
                "putval \"a \\\"b\\\"/p-x y/memory\" 1:7 2:8"
                        + " | gauge a \"b\".p-x y.memory 7.0 1000000000,gauge a \"b\".p-x y.memory 8.0 2000000000",
                "PUTVAL h/p/derive 1:9223372036854775807 | derive h.p.derive 9223372036854775807 1000000000",
            })
    void shouldReadLines(final String line, final String expected) throws IOException {
        assertThat(rig.post(TARGET, line + "\r\n").status()).isEqualTo(204);
        assertThat(String.join(",", rig.metrics())).isEqualTo(expected);
    }

    @Test
    void shouldTakeRatesAsLevelsWhereTheClientSaysSo() throws IOException {
        assertThat(rig.post(TARGET + "?store_rates=true", "PUTVAL h/p/if_octets 1:0.5:7\r\n")
                        .status())
                .isEqualTo(204);
        assertThat(rig.post(TARGET + "?store_rates=true", json("derive", "[2.5]", "derive"))
                        .status())
                .isEqualTo(204);
        assertThat(rig.metrics())
                .containsExactly(
                        "gauge h.p.if_octets.rx 0.5 1000000000",
                        "gauge h.p.if_octets.tx 7.0 1000000000",
                        "gauge h.p.derive 2.5 1000000000");
    }

    @Test
    void shouldTakeATypeThatNoFileNamesByItsIndexes() throws IOException {
        final String body = "[{\"values\":[18446744073709551615,1],\"dstypes\":[\"counter\",\"absolute\"],\"time\":1,"
                + "\"host\":\"h\",\"plugin\":\"p\",\"type\":\"odd\"}]";
        assertThat(rig.post(TARGET, body).status()).isEqualTo(204);
        assertThat(rig.metrics())
                .containsExactly(
                        "counter h.p.odd.0 18446744073709551615 1000000000", "absolute h.p.odd.1 1 1000000000");
        assertThat(rig.count(CollectdCounter.UNKNOWN_TYPE)).isEqualTo(1);
    }

    @Test
    void shouldPassTheIntervalOn() throws IOException {
        rig.post(TARGET, "PUTVAL h/p/derive interval=2.500 1:5\r\n");
        assertThat(rig.intervalMs("h.p.derive")).isEqualTo(2500);
        rig.post(TARGET, json("memory", "[1]", "gauge").replace("\"time\"", "\"interval\":10.000,\"time\""));
        assertThat(rig.intervalMs("h.p.memory")).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUTNOTIF x | a line that is no PUTVAL",
                "PUTVAL h/p 1:5 | no host/plugin/type",
                "PUTVAL h/p/derive 1 | no colon",
                "PUTVAL h/p/derive interval=3 | no values",
                "PUTVAL h/p/derive x:5 | time: no number",
                "PUTVAL h/p/derive 1:x | value: no number",
                "PUTVAL h/p/derive 1:0.5 | 0.5 of a derive (expected: an integer; with StoreRates",
                "PUTVAL h/p/derive 1:18446744073709551615 | of a derive",
                "PUTVAL h/p/derive 1:5:6 | longer or shorter",
                "PUTVAL h/p/odd 1:5 | no types_db names this type",
                "PUTVAL \"h/p/derive 1:5 | not closed",
                "PUTVAL h/p/derive 8589934593:5 | Times too far",
            })
    void shouldNameWhatIsWrongWithALineAndKeepTheOthers(final String line, final String reason) throws IOException {
        final String good = "PUTVAL h/p/memory 1:5\n";
        final HttpClientSocket.Answer answer = rig.post(TARGET, good + line + "\n" + good);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"index\":2,\"reason\":\"").contains(reason);
        assertThat(rig.metrics()).hasSize(2);
        assertThat(rig.post(TARGET, line).status()).isEqualTo(400);
        assertThat(rig.pipeline.refusals().newestFirst().get(0).source()).isEqualTo("collectd_http");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | no object",
                "[{\"values\":1}] | values: 1 (expected: a list)",
                "[{\"values\":[true]}] | values: true (expected: numbers)",
                "[{\"values\":[1],\"dstypes\":[\"odd\"]}] | dstypes: odd",
                "[{\"values\":[1],\"host\":5}] | host: 5 (expected: a text)",
                "[{\"values\":[1],\"time\":\"x\"}] | time: x",
                "[{\"values\":[1],\"dstypes\":[\"gauge\"],\"time\":1,\"host\":\"h\",\"type\":\"t\"}]"
                        + " | without host, plugin, type or time",
                "[{\"labels\":{\"instance\":\"h\"}}] | Notifications without",
                "[{ | body: ",
            })
    void shouldNameWhatIsWrongWithAnObject(final String body, final String reason) throws IOException {
        final HttpClientSocket.Answer answer = rig.post(TARGET, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
        assertThat(rig.metrics()).isEmpty();
    }

    @Test
    void shouldRefuseWhatBeginsLikeAnotherEncoding() throws IOException {
        final HttpClientSocket.Answer answer = rig.post(TARGET, "\0\0[\0");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("body: ");
    }

    @Test
    void shouldAnswerOnlyOnceAllIsInTheJournal() throws IOException {
        rig.barrier = then -> false;
        assertThat(rig.post(TARGET, "PUTVAL h/p/derive 1:5\n").status()).isEqualTo(503);
        rig.barrier = then -> {
            rig.loss = Optional.of(new StorageHealth.Loss(true, "no room"));
            then.run();
            return true;
        };
        final HttpClientSocket.Answer full = rig.post(TARGET, "PUTVAL h/p/derive 1:5\n");
        assertThat(full.status()).isEqualTo(507);
        assertThat(full.header("retry-after")).isEqualTo("1");
        assertThat(full.body()).contains("no room");
    }

    @Test
    void shouldRefuseWhatAFullRingDoesNotTake() throws IOException {
        final String line = "PUTVAL h/p/derive 1:5\n";
        int status = 204;
        for (int posts = 0; posts < 40 && status == 204; posts++) {
            status = rig.post(TARGET, line.repeat(700)).status();
        }
        assertThat(status).isEqualTo(503);
        assertThat(rig.count(EngineCounter.REJECTED_OVERLOAD)).isPositive();
        assertThat(rig.count(CollectdCounter.RECEIVED_HTTP))
                .isEqualTo(rig.metrics().size() + rig.count(EngineCounter.REJECTED_OVERLOAD));
    }

    @Test
    void shouldReadALargeBodyInPortions() throws IOException {
        final String body = "PUTVAL h/p/derive 1:5\n".repeat(10_000);
        assertThat(rig.post(TARGET, body).status()).isEqualTo(204);
        assertThat(rig.metrics()).hasSize(10_000);
    }

    @Test
    void shouldRefuseAnOddParameter() throws IOException {
        assertThat(rig.post(TARGET + "?store_rate=true", "x").body()).contains("did you mean store_rates?");
        assertThat(rig.post(TARGET + "?store_rates=1", "x").body()).contains("expected: true or false");
    }

    private static String json(final String type, final String values, final String kind) {
        return "[{\"values\":" + values + ",\"dstypes\":[\"" + kind + "\"],\"time\":1,\"host\":\"h\",\"plugin\":\"p\","
                + "\"type\":\"" + type + "\"}]";
    }
}
