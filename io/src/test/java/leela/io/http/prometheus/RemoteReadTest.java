package leela.io.http.prometheus;

import static leela.io.http.prometheus.RemoteReadRig.SAMPLES;
import static leela.io.http.prometheus.RemoteReadRig.STREAMED;
import static leela.io.http.prometheus.RemoteReadRig.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import leela.io.http.HttpClientSocket.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote read: which series are meant, and what is sent of them. */
final class RemoteReadTest {

    private RemoteReadRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new RemoteReadRig();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {SAMPLES, STREAMED})
    void shouldGiveTheSamplesOfARange(final int type) throws IOException {
        for (int i = 0; i < 10; i++) {
            rig.history.put("up;job=self", 100 + i, i);
        }
        rig.history.put("up;job=other", 90, 7);
        assertThat(rig.ask(type, query(102, 104, "__name__=up")))
                .isEqualTo(Map.of("{__name__=up,job=self}", List.of("102000 2.0", "103000 3.0", "104000 4.0")));
        assertThat(rig.ask(type, query(0, 1L << 40, "__name__=up")).keySet())
                .containsExactly("{__name__=up,job=other}", "{__name__=up,job=self}");
        assertThat(rig.ask(type, query(-5, -1, "__name__=up"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {SAMPLES, STREAMED})
    void shouldGiveLongSeriesWhole(final int type) throws IOException {
        final SplittableRandom random = new SplittableRandom(3);
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 130_000; i++) {
            final double value = random.nextDouble();
            rig.history.put("long", i, value);
            expected.add(i * 1000L + " " + value);
        }
        rig.history.put("longer.yet", 5, 1);
        final Map<String, List<String>> answer = rig.ask(type, query(0, 1 << 30, "__name__=~lo.*"));
        assertThat(answer.keySet()).containsExactly("{__name__=long}", "{__name__=longer_yet,key=longer.yet}");
        assertThat(answer.get("{__name__=long}")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '>',
            value = {
                "__name__=web1_load > web1.load web1_load;host=a web1/load;host=b",
                "__name__=web1_load key=web1.load > web1.load",
                "key=web1.load > web1.load up;key=web1.load",
                "key=~web1.* > web1.load web1.loads web1/load;host=b up;key=web1.load",
                "key=web1.load|web2.load > ''",
                "key=~web1.load|web1/load;host=b > web1.load web1/load;host=b up;key=web1.load",
                "__name__=up key= > up up;host=a;job=x",
                "__name__=~up|web1_load host=a > up;host=a;job=x web1_load;host=a",
                "__name__=up host!=a > up up;key=web1.load",
                "__name__=up host!=a key!= > up;key=web1.load",
                "host=~a|b > up;host=a;job=x web1_load;host=a web1/load;host=b",
                "host=a > up;host=a;job=x web1_load;host=a",
                "host=~.+ __name__!~web.* > up;host=a;job=x",
                "host= __name__=~web.* > web1.load web1.loads",
                "d_c=fra > disk;d-c=fra disk;d_c=fra",
                "__name__=web1.load > ''",
                "__name__=nothing > ''",
                "__name__=_ > -",
            })
    void shouldFindTheSeriesThatAreMeant(final String matchers, final String keys) throws IOException {
        final String all = "web1.load web1.loads web1_load;host=a web1/load;host=b up up;host=a;job=x up;key=web1.load"
                + " disk;d-c=fra disk;d_c=fra -";
        for (final String key : all.split(" ")) {
            rig.history.put(key, 100, 1);
        }
        final List<String> expected = new ArrayList<>();
        for (final String key : keys.isEmpty() ? new String[0] : keys.split(" ")) {
            rig.history.put(key, 500, 2);
            expected.add(rig.ask(SAMPLES, query(400, 500, "__name__=~.*")).keySet().stream()
                    .filter(labels -> !expected.contains(labels))
                    .findFirst()
                    .orElseThrow());
        }
        assertThat(rig.ask(STREAMED, query(0, 200, matchers.split(" "))).keySet())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void shouldAnswerSeveralQueriesInTurn() throws IOException {
        rig.history.put("a", 1, 1);
        rig.history.put("b", 1, 2);
        final byte[][] queries = {query(0, 9, "__name__=b"), query(0, 9, "__name__=c"), query(0, 9, "__name__=a")};
        final List<Map<String, List<String>>> expected = List.of(
                Map.of("{__name__=b}", List.of("1000 2.0")), Map.of(), Map.of("{__name__=a}", List.of("1000 1.0")));
        assertThat(rig.askAll(SAMPLES, queries)).isEqualTo(expected);
        assertThat(rig.askAll(STREAMED, queries)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {SAMPLES, STREAMED})
    void shouldGiveLabelsAloneWhereThatIsAskedFor(final int type) throws IOException {
        rig.history.put("a", 1, 1);
        rig.history.put("b", 99, 2);
        assertThat(rig.ask(type, RemoteReadRig.queryOf(0, 50_000, "series", "__name__=~a|b")))
                .isEqualTo(Map.of("{__name__=a}", List.of()));
    }

    @Test
    void shouldGiveOneOfTwoSeriesWithTheSameLabelsAndCountTheOther() throws IOException {
        rig.history.put("a.b", 1, 1);
        rig.history.put("a_b;key=a.b", 1, 2);
        assertThat(rig.ask(SAMPLES, query(0, 9, "__name__=a_b"))).hasSize(1);
        assertThat(rig.count(RemoteReadCounter.OMITTED)).isEqualTo(1);
    }

    @Test
    void shouldGiveTheLastOfSeveralPointsOfAMillisecondAndNeverAMarkOfStaleness() throws IOException {
        rig.history.putAt("a", 1_000_000_001L, 1);
        rig.history.putAt("a", 1_000_999_999L, 2);
        rig.history.putAt("a", 1_001_000_000L, Double.longBitsToDouble(0x7ff0_0000_0000_0002L));
        assertThat(rig.ask(STREAMED, query(0, 9, "__name__=a")))
                .isEqualTo(Map.of("{__name__=a}", List.of("1000 2.0", "1001 NaN")));
    }

    @Test
    void shouldRefuseWhatIsNoRequestInOneLineOfText() throws IOException {
        final Answer broken = rig.post(new byte[] {1, 2, 3});
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.header("content-type")).startsWith("text/plain");
        assertThat(broken.body()).startsWith("no remote read request: ");
        final Answer regex = rig.post(SAMPLES, query(0, 1, "__name__=~("));
        assertThat(regex.status()).isEqualTo(400);
        assertThat(regex.body()).isEqualTo("matcher of __name__: regex: Unclosed group\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {SAMPLES, STREAMED})
    void shouldRefuseWhatWouldFillTheMemory(final int type) throws IOException {
        try (RemoteReadRig small = new RemoteReadRig(1 << 16)) {
            for (int i = 0; i < 1000; i++) {
                small.history.put("series;number=" + i, 1, i);
            }
            final Answer all = small.post(type, query(0, 9, "__name__=series"));
            assertThat(all.status()).isEqualTo(400);
            assertThat(all.body()).isEqualTo("too many series match (expected: matchers that mean fewer)\n");
            assertThat(small.isAllGivenBack()).isTrue();
            assertThat(small.ask(type, query(0, 9, "__name__=series", "number=~77.?")))
                    .hasSize(11);
        }
    }

    @Test
    void shouldStandAnyBytes() throws IOException {
        final SplittableRandom random = new SplittableRandom(5);
        rig.history.put("a;b=c", 1, 1);
        final byte[] good = query(0, 9, "__name__=a", "b=~c|d");
        for (int round = 0; round < 200; round++) {
            final byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(rig.post(bytes).status()).as("round %d", round).isIn(200, 400);
        }
    }
}
