package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import leela.io.http.HttpClientSocket.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /v1/query: several series at once, in buckets. The test's history has a point each minute: 0.5, 1.5, … */
final class HttpQueryTest {

    /** A minute whose value is 480.5. */
    private static final long T = 1_365_508_800L;

    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = new RunningHttpServer();
        door.history.keys = List.of("cpu", "mem");
    }

    @AfterEach
    void close() {
        door.close();
        assertThat(door.history.openCursors).hasValue(0);
    }

    private Answer ask(final String query) throws IOException {
        return door.ask(get("/v1/query?" + query));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "step=5m&fn=mean|[1365508800,482.5],[1365509100,487.5]",
                "step=5m|[1365508800,482.5],[1365509100,487.5]",
                "step=5m&fn=min|[1365508800,480.5],[1365509100,485.5]",
                "step=5m&fn=p50|[1365508800,482.5],[1365509100,487.5]",
                "step=5m&fn=count|[1365508800,5.0],[1365509100,5.0]",
                "step=300s&fn=last|[1365508800,484.5],[1365509100,489.5]",
                "max_points=2&fn=sum|[1365508800,2412.5],[1365509100,2437.5]",
                "max_points=1&fn=count|[1365508800,10.0]",
            })
    void shouldSumUpInBuckets(final String how, final String rows) throws IOException {
        final Answer answer = ask("key=cpu&start=" + T + "&finish=" + (T + 599) + "&" + how);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":200,\"results\":{\"cpu\":{\"series\":[" + rows + "]}}}");
    }

    @Test
    void shouldGiveEveryPointWhereNoStepIsAskedFor() throws IOException {
        assertThat(ask("key=cpu&key=mem&start=" + T + "&finish=" + (T + 60)).body())
                .isEqualTo("{\"status\":200,\"results\":{\"cpu\":{\"series\":[[1365508800,480.5],[1365508860,481.5]]},"
                        + "\"mem\":{\"series\":[[1365508800,480.5],[1365508860,481.5]]}}}");
    }

    @Test
    void shouldGiveEachKeyOnceInTheOrderAskedFor() throws IOException {
        door.history.holdsOnly = "cpu";
        assertThat(ask("key=mem&key=*&key=cpu&start=" + T + "&finish=" + T + "&step=1m")
                        .body())
                .isEqualTo("{\"status\":200,\"results\":{\"mem\":{\"series\":[]},"
                        + "\"cpu\":{\"series\":[[1365508800,480.5]]}}}");
    }

    @Test
    void shouldAnswerEmptySeriesOfAKeyThatHoldsNothingThere() throws IOException {
        door.history.lastNs = 0;

        assertThat(ask("key=cpu&start=-1h&step=1m").body())
                .isEqualTo("{\"status\":200,\"results\":{\"cpu\":{\"series\":[]}}}");
    }

    @Test
    void shouldAnswer404WhereThereIsNoKey() throws IOException {
        door.history.keys = List.of();
        door.history.holdsOnly = "other";

        assertThat(ask("key=disk&start=-1h").status()).isEqualTo(404);
        assertThat(ask("key=disk*&start=-1h").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start=-1h",
                "key=&start=-1h",
                "key=cpu",
                "key=cpu&start=-1h&step=0s",
                "key=cpu&start=-1h&step=60",
                "key=cpu&start=-1h&step=999999999w",
                "key=cpu&start=-1h&step=60s&max_points=5",
                "key=cpu&start=-1h&max_points=0",
                "key=cpu&start=-1h&max_points=1000001",
                "key=cpu&start=-1h&fn=median",
                "key=cpu&start=-1h&stepp=60s",
                "key=cpu&start=now&finish=-1h&step=60s",
            })
    void shouldRefuseWhatItDoesNotUnderstand(final String query) throws IOException {
        assertThat(ask(query).status()).isEqualTo(400);
    }

    @Test
    void shouldRefuseGlobsThatMatchTooManyKeys() throws IOException {
        door.history.holdsOnly = "none";
        door.history.keys =
                IntStream.rangeClosed(1000, 2000).mapToObj(i -> "k" + i).toList();
        assertThat(ask("key=k*&start=-1h&step=1m").body()).contains("more than 1000 keys");

        door.history.keys = IntStream.range(1000, 2000).mapToObj(i -> "k" + i).toList();
        assertThat(ask("key=k*&start=-1h&step=1m").body()).contains("\"k1999\":{\"series\":[]}");
    }

    @Test
    void shouldLetOnlyWhatIsSettledBeCached() throws IOException {
        final long now = RunningHttpServer.NOW_NS / 1_000_000_000L;

        assertThat(ask("key=cpu&start=-1h&finish=" + (now - 2)).header("cache-control"))
                .contains("max-age=300");
        assertThat(ask("key=cpu&start=-1h&finish=" + (now - 1)).header("cache-control"))
                .isEqualTo("no-cache");
        assertThat(ask("key=cpu&start=-1h").header("cache-control")).isEqualTo("no-cache");
    }

    @Test
    void shouldNotSendAgainWhatTheClientHas() throws IOException {
        final String tag = ask("key=cpu&start=-1h&step=5m").header("etag");

        final Answer again = door.ask(get("/v1/query?key=cpu&start=-1h&step=5m", "If-None-Match: " + tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("etag")).isEqualTo(tag);

        door.history.value = timeNs -> 7;
        final Answer changed = door.ask(get("/v1/query?key=cpu&start=-1h&step=5m", "If-None-Match: " + tag));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).isNotEqualTo(tag);
    }

    /** Three years of seconds are a thousand pages without a row. */
    @Test
    void shouldLetGoOfEverythingWhenTheClientLeaves() throws IOException {
        door.history.periodNs = 1_000_000_000L;
        door.history.gate = new CountDownLatch(1);
        try (HttpClientSocket client = door.connect()) {
            client.send(get("/v1/query?key=cpu&start=1270000000&finish=1365508800&step=999w"));
            RunningHttpServer.await("the query reads", () -> door.history.openCursors.get() > 0);
        }
        door.history.gate.countDown();
        RunningHttpServer.await("the query has ended", () -> door.history.openCursors.get() == 0);
        assertThat(door.history.pointsGiven.get()).isLessThan(10_000_000);
    }
}
