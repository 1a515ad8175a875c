package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static leela.io.http.HttpClientSocket.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.v1.V1Counter;
import leela.io.socket.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection bears: many requests, limits, slow and vanishing clients. */
@Tag("once")
final class HttpConnectionTest {

    private static final String METRIC = "{\"type\":\"gauge\",\"value\":1}";
    private static final int MANY = 16;
    private static final String MONTH = "/v1/2013/04/cpu";

    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = new RunningHttpServer();
    }

    @AfterEach
    void close() {
        door.history.gate.countDown();
        door.close();
    }

    // ---- keep-alive and pipelining

    @Test
    void shouldKeepAConnectionForManyRequests() throws IOException {
        try (HttpClientSocket client = door.connect()) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.ask(post("/v1/k" + i, METRIC)).status()).isEqualTo(201);
                assertThat(client.ask(get("/v1/past24/k" + i)).status()).isEqualTo(200);
                assertThat(client.ask(get("/nowhere")).status()).isEqualTo(404);
            }
        }
        assertThat(door.pipeline.take()).hasSize(200);
    }

    @Test
    void shouldAnswerPipelinedRequestsInTheirOrder() throws IOException {
        final List<String> targets = new ArrayList<>();
        final StringBuilder all = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            final String key = "k" + i;
            switch (i % 4) {
                case 0 -> all.append(get("/v1/2013/04/09/" + key));
                case 1 -> all.append(post("/v1/" + key, METRIC));
                case 2 -> all.append(get("/v1/" + key));
                default -> all.append(request("HEAD", "/v1/past24/" + key, ""));
            }
            targets.add(key);
        }
        try (HttpClientSocket client = door.connect()) {
            client.send(all.toString());
            for (int i = 0; i < targets.size(); i++) {
                final Answer answer = client.read(i % 4 == 3);
                assertThat(answer.status()).isEqualTo(new int[] {200, 201, 400, 200}[i % 4]);
                if (i % 4 < 2) {
                    assertThat(answer.body()).contains("\"" + targets.get(i) + "\"");
                }
            }
        }
        assertThat(door.pipeline.take()).hasSize(75);
    }

    @Test
    void shouldTakeThousandsOfTheShortestRequestsAtOnce() throws IOException {
        final int many = 5000;
        try (HttpClientSocket client = door.connect()) {
            final Thread sender = new Thread(() -> send(client, "X / HTTP/1.1\r\nHost:[::1]\r\n\r\n".repeat(many)));
            sender.start();
            for (int i = 0; i < many; i++) {
                assertThat(client.read().status()).isEqualTo(404);
            }
        }
    }

    private static void send(final HttpClientSocket client, final String text) {
        try {
            client.send(text);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldNotBeginARequestBeforeTheAnswerToTheOneAhead() throws IOException {
        door.history.gate = new CountDownLatch(1);
        try (HttpClientSocket client = door.connect()) {
            client.send(get("/v1/past24/first") + post("/v1/second", METRIC));
            RunningHttpServer.await("the first is read", () -> door.history.openCursors.get() == 1);
            assertThat(door.ask(get("/healthz")).status()).isEqualTo(200);
            assertThat(door.pipeline.take()).isEmpty();

            door.history.gate.countDown();

            assertThat(client.read().body()).contains("\"first\"");
            assertThat(client.read().status()).isEqualTo(201);
            assertThat(door.pipeline.take()).hasSize(1);
        }
    }

    @Test
    void shouldAnswerAllThatWasSentBeforeTheClientEndedItsSide() throws IOException {
        try (HttpClientSocket client = door.connect()) {
            client.send(get("/v1/version") + get(MONTH) + get("/healthz"));
            client.shutdownOutput();
            assertThat(client.read().body()).contains("1.2.3");
            assertThat(client.read().body()).endsWith("]}}}");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void shouldCloseWhereTheClientAsksForIt() throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final Answer answer = client.ask(get("/v1/version", "Connection: close"));
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void shouldSpeakHttp10() throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final Answer month = client.ask("GET " + MONTH + " HTTP/1.0\r\n\r\n");
            assertThat(month.header("transfer-encoding")).isNull();
            assertThat(month.body()).endsWith("]}}}");
        }
        try (HttpClientSocket client = door.connect()) {
            final String asking = "GET /v1/version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
            assertThat(client.ask(asking).header("connection")).isEqualTo("keep-alive");
            assertThat(client.ask(asking).status()).isEqualTo(200);
        }
    }

    // ---- limits

    @Test
    void shouldRefuseALineThatIsTooLong() throws IOException {
        refuses(get("/v1/past24/k?x=" + "x".repeat(4100)), 414, "Request-URI Too Long");
        assertThat(door.ask(get("/healthz?x=" + "x".repeat(4000))).status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseHeadersThatAreTooLong() throws IOException {
        refuses(get("/healthz", "X: " + "x".repeat(8200)), 431, "Request Header Fields Too Large");
        refuses(get("/healthz", "X: y\r\n".repeat(2100)), 431, "Request Header Fields Too Large");
        refuses(get("/healthz", "X: y\r\n".repeat(100) + "X: y"), 431, "Request Header Fields Too Large");
        assertThat(door.ask(get("/healthz", "X: y\r\n".repeat(98) + "X: y")).status())
                .isEqualTo(200);
        assertThat(door.ask(get("/healthz", "X: " + "x".repeat(8000))).status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseABodyThatIsTooLarge() throws IOException {
        refuses(
                "POST /v1/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n",
                413,
                "Request Entity Too Large");
        refuses(
                "POST /v1/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n",
                413,
                "Request Entity Too Large");
        refuses(
                "POST /v1/k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").repeat(17),
                413,
                "Request Entity Too Large");

        final String large = METRIC + " ".repeat((1 << 20) - METRIC.length());
        assertThat(door.ask(post("/v1/k", large)).status()).isEqualTo(201);
        refuses(post("/v1/k", large + " "), 413, "Request Entity Too Large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\n: no name\r\n\r\n",
                "POST /v1/k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void shouldRefuseWhatIsNoHttp(final String text) throws IOException {
        refuses(text, 400, "Bad Request");
    }

    private void refuses(final String text, final int status, final String reason) throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final Answer answer = client.ask(text);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.body())
                    .startsWith("{\"status\":" + status + ",\"reason\":\"" + reason + "\",\"debug\":{\"message\":\"");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(door.pipeline.take().size()).isLessThanOrEqualTo(1);
    }

    @Test
    void shouldLetSilentConnectionsLockNobodyOut() throws IOException {
        final List<HttpClientSocket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < HttpLimits.MAX_CONNECTIONS; i++) {
                silent.add(door.connect());
            }
            RunningHttpServer.await(
                    "all there", () -> door.count(HttpCounter.CONNECTIONS) == HttpLimits.MAX_CONNECTIONS);
            door.clock.advanceNs(1_000_000);
            assertThat(silent.get(0).ask(get("/healthz")).status()).isEqualTo(200);

            assertThat(door.ask(get("/healthz")).status()).isEqualTo(200);

            assertThat(door.count(HttpCounter.CONNECTIONS_EVICTED)).isEqualTo(1);
            assertThat(silent.get(0).ask(get("/healthz")).status())
                    .as("it has asked not long ago")
                    .isEqualTo(200);
        } finally {
            for (final HttpClientSocket client : silent) {
                client.close();
            }
        }
    }

    @Test
    void shouldRefuseConnectionsBeyondTheBoundWhereAllAreAnswered() {
        final OpenConnections open = new OpenConnections(
                MANY,
                new MemoryBudget(0, HttpCounter.MEMORY, door.pipeline.counters()),
                door.clock,
                door.pipeline.counters());
        for (int i = 0; i < MANY; i++) {
            assertThat(open.add(answering(open, 1))).isTrue();
        }
        assertThat(open.add(answering(open, 1))).isFalse();
        assertThat(door.count(HttpCounter.CONNECTIONS_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldLetNoAddressKeepOutAnother() {
        final OpenConnections open = new OpenConnections(
                MANY,
                new MemoryBudget(0, HttpCounter.MEMORY, door.pipeline.counters()),
                door.clock,
                door.pipeline.counters());
        final HttpConnection first = answering(open, 1);
        open.add(first);
        for (int i = 1; i < MANY; i++) {
            open.add(answering(open, 1));
        }
        assertThat(open.add(answering(open, 2))).isTrue();
        assertThat(isEvicted).isTrue();
    }

    private boolean isEvicted;

    /** Its request is in work; it comes from this machine of the network. */
    private HttpConnection answering(final OpenConnections open, final int machine) {
        final ConnectionContext context = new ConnectionContext(
                null, null, null, null, 0, door.pipeline.counters(), door.clock, open, null, null);
        return new HttpConnection(context, null) {
            @Override
            boolean isIdleAt(final long nowNs) {
                return false;
            }

            @Override
            InetAddress peer() {
                try {
                    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) machine});
                } catch (final UnknownHostException impossible) {
                    throw new AssertionError(impossible);
                }
            }

            @Override
            void evict() {
                isEvicted = true;
            }
        };
    }

    @Test
    void shouldTakeThePlaceOfAReaderThatStandsStill() throws IOException {
        final List<HttpClientSocket> stalled = new ArrayList<>();
        door.history.periodNs = 1_000_000_000L;
        for (int i = 0; i < HttpLimits.MAX_QUERIES; i++) {
            final HttpClientSocket reader = new HttpClientSocket(door.server().address(), 4096);
            reader.send(get("/v1/cpu?start=1265500000&finish=1368499999"));
            stalled.add(reader);
        }
        RunningHttpServer.await("all asked", () -> door.count(HttpCounter.REQUESTS) == HttpLimits.MAX_QUERIES);
        assertThat(door.ask(get("/v1/k?start=-1m")).status())
                .as("they may only be slow")
                .isEqualTo(429);

        RunningHttpServer.await("one stands still", () -> {
            door.clock.advanceNs(1_000_000_000L);
            return answers("/v1/k?start=-1m") == 200;
        });
        RunningHttpServer.await("its answer was cut", () -> door.count(HttpCounter.STREAMS_ABORTED) > 0);
        for (final HttpClientSocket reader : stalled) {
            reader.close();
        }
        RunningHttpServer.await("cursors closed", () -> door.history.openCursors.get() == 0);
    }

    private int answers(final String target) {
        try {
            return door.ask(get(target)).status();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldRefuseMoreReadersThanItHasPlacesFor() throws IOException {
        door.history.gate = new CountDownLatch(1);
        final List<HttpClientSocket> readers = new ArrayList<>();
        for (int i = 0; i < HttpLimits.MAX_QUERIES; i++) {
            final HttpClientSocket reader = door.connect();
            reader.send(get("/v1/past24/k"));
            readers.add(reader);
        }
        RunningHttpServer.await("all asked", () -> door.count(HttpCounter.REQUESTS) == HttpLimits.MAX_QUERIES);

        final Answer refused = door.ask(get("/v1/past24/k"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(door.ask(post("/v1/k", METRIC)).status())
                .as("writers need no place")
                .isEqualTo(201);

        door.history.gate.countDown();
        for (final HttpClientSocket reader : readers) {
            assertThat(reader.read().status()).isEqualTo(200);
            reader.close();
        }
        assertThat(door.ask(get("/v1/past24/k")).status()).isEqualTo(200);
    }

    // ---- time

    @Test
    void shouldCloseAConnectionThatIsIdleForTooLong() throws IOException {
        try (HttpClientSocket fresh = door.connect();
                HttpClientSocket used = door.connect()) {
            used.ask(get("/healthz"));
            RunningHttpServer.await("all closed", () -> {
                door.clock.advanceNs(HttpLimits.IDLE_NS);
                return door.count(HttpCounter.CONNECTIONS_EXPIRED) == 2;
            });
            assertThat(fresh.isAtEnd()).isTrue();
            assertThat(used.isAtEnd()).isTrue();
        }
    }

    @Test
    void shouldNotBeFooledByAByteNowAndThen() throws IOException {
        final String text = get("/healthz");
        try (HttpClientSocket client = door.connect()) {
            RunningHttpServer.await("it is there", () -> door.count(HttpCounter.CONNECTIONS) == 1);
            client.send(text.substring(0, 5));
            door.clock.advanceNs(HttpLimits.IDLE_NS / 2);
            client.send(text.substring(5, 10));
            door.clock.advanceNs(HttpLimits.IDLE_NS / 2 + 1);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void shouldAnswer408ToABodyThatDoesNotCome() throws IOException {
        try (HttpClientSocket client = door.connect()) {
            client.send("POST /v1/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
            RunningHttpServer.await("the head is read", () -> door.count(HttpCounter.REQUESTS) == 1);
            door.clock.advanceNs(HttpLimits.BODY_NS + 1);
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(door.count(V1Counter.RECEIVED)).isZero();
    }

    // ---- the end

    @Test
    void shouldLetAnAnswerInWorkEndWhenTheServerCloses() throws Exception {
        door.history.gate = new CountDownLatch(1);
        try (HttpClientSocket client = door.connect();
                HttpClientSocket idle = door.connect()) {
            client.send(get("/v1/past24/k"));
            RunningHttpServer.await("in work", () -> door.history.openCursors.get() == 1);
            final Thread closing = new Thread(() -> door.server().close());
            closing.start();
            assertThat(idle.isAtEnd()).isTrue();
            door.history.gate.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.isAtEnd()).isTrue();
            closing.join(10_000);
            assertThat(closing.isAlive()).isFalse();
        }
        door.server().close();
    }
}
