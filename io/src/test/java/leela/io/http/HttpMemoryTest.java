package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static leela.io.http.HttpClientSocket.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients that do not send, or do not take, may keep of the engine's memory and places. */
final class HttpMemoryTest {

    private static final int MAX_BODY = 1 << 20;
    private static final int AFFORDED = 3;
    private static final int CONNECTIONS = 32;
    private static final String METRIC = "{\"type\":\"gauge\",\"value\":1}";
    private static final String HEAD =
            "POST /v1/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + MAX_BODY + "\r\n\r\n";
    private static final String UNFINISHED = HEAD + METRIC + " ".repeat(MAX_BODY - METRIC.length() - 1);

    private final List<HttpClientSocket> clients = new ArrayList<>();
    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = new RunningHttpServer("", "*", new HttpServer.Bounds((AFFORDED + 1) * MAX_BODY, CONNECTIONS, 2, 2));
    }

    @AfterEach
    void close() throws IOException {
        for (final HttpClientSocket client : clients) {
            client.close();
        }
        RunningHttpServer.await("all memory is given back", () -> door.count(HttpCounter.MEMORY) == 0);
        door.close();
    }

    private HttpClientSocket connect() throws IOException {
        clients.add(door.connect());
        return clients.get(clients.size() - 1);
    }

    private void sendAllButTheEnds() throws IOException {
        for (int i = 1; i <= AFFORDED; i++) {
            final int taken = i * (MAX_BODY - HttpLimits.FREE_BODY);
            connect().send(UNFINISHED);
            RunningHttpServer.await("it is there", () -> door.count(HttpCounter.MEMORY) == taken);
        }
    }

    @Test
    void shouldRefuseABodyThatThereIsNoMemoryFor() throws IOException {
        sendAllButTheEnds();

        final HttpClientSocket.Answer refused = connect().ask(UNFINISHED + " ");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(door.count(HttpCounter.MEMORY_REFUSED)).isEqualTo(1);
        assertThat(door.ask(post("/v1/k", METRIC)).status())
                .as("a small one needs none")
                .isEqualTo(201);
        assertThat(clients.get(0).ask(" ").status()).isEqualTo(201);
    }

    @Test
    void shouldGiveTheMemoryOfABodyThatDoesNotComeToOneThatDoes() throws IOException {
        sendAllButTheEnds();
        door.clock.advanceNs(TimeUnit.SECONDS.toNanos(1));

        assertThat(connect().ask(UNFINISHED + " ").status()).isEqualTo(201);

        assertThat(clients.get(0).isAtEnd()).isTrue();
        assertThat(door.count(HttpCounter.CONNECTIONS_EVICTED)).isEqualTo(1);
        assertThat(clients.get(1).ask(" ").status()).as("the longest only").isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/version, 400",
        "GET, /v1/past24/k, 400",
        "OPTIONS, /v1/k, 400",
        "OPTIONS, *, 400",
        "POST, /healthz, 405",
        "PUT, /v1/k, 405",
        "POST, /nowhere, 404",
        "POST, /v1/k?a=%, 400"
    })
    void shouldReadNoBodyWhereNobodyLooksAtIt(final String method, final String path, final int status)
            throws IOException {
        final String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
        for (final String body : List.of(
                "Content-Length: 1048576\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n10000\r\n" + " ".repeat(100))) {
            final HttpClientSocket client = connect();
            final HttpClientSocket.Answer answer = client.ask(head + body);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("connection")).isEqualTo("close");
        }
    }

    @Test
    void shouldTakeThePlaceOfAClientThatDoesNotTakeItsAnswer() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            final HttpClientSocket client = new HttpClientSocket(door.server().address(), 4096);
            clients.add(client);
            client.send(get("/toy/large").repeat(100));
        }
        RunningHttpServer.await("all stand still", new Standstill(door));
        door.clock.advanceNs(HttpLimits.STALLED_NS);

        assertThat(door.ask(get("/healthz")).status()).isEqualTo(200);
        assertThat(door.count(HttpCounter.CONNECTIONS_EVICTED)).isEqualTo(1);
    }

    @Test
    void shouldReadLargeBodiesBesideTheLoop() throws IOException {
        final String faulty = packed("[" + "1,".repeat(60_000) + "1]");
        final String whole = packed("[" + (METRIC + ",").repeat(15_000) + METRIC + "]");
        for (int i = 0; i < 10; i++) {
            assertThat(door.ask(faulty).status()).isEqualTo(400);
            assertThat(door.ask(whole).status()).isEqualTo(201);
            door.pipeline.take();
        }
        assertThat(cpuNs("leela-http-b")).isGreaterThan(cpuNs("leela-http"));
    }

    private static String packed(final String body) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(HttpClientSocket.latin(body));
        }
        return post("/v1/k", HttpClientSocket.latin(bytes.toByteArray()), "Content-Encoding: gzip");
    }

    private static long cpuNs(final String thread) {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().equals(thread))
                .mapToLong(info -> threads.getThreadCpuTime(info.getThreadId()))
                .max()
                .orElseThrow();
    }

    @Test
    void shouldTakeNoMoreEntriesThanABodyOfMetricsHas() throws IOException {
        assertThat(door.ask(packed("[" + "1,".repeat(65_535) + "1]")).body()).contains("\"rejected\":65536");
        final HttpClientSocket.Answer refused = door.ask(packed("[" + "1,".repeat(65_536) + "1]"));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).contains("body: more than 65536 entries");
    }

    @Test
    void shouldGiveTheMemoryOfAnEchoThatIsNotTakenToAnother() throws IOException {
        try (RunningHttpServer small =
                        new RunningHttpServer("", "*", new HttpServer.Bounds(2 * MAX_BODY, CONNECTIONS, 2, 2));
                HttpClientSocket silent = new HttpClientSocket(small.server().address(), 4096)) {
            final String documents = "[" + "{\"value\":1},".repeat(9_999) + "{\"value\":1}]";
            silent.send(request("PUT", "/v1/data/" + "%00".repeat(1000), documents));
            final AtomicInteger taken = new AtomicInteger();
            RunningHttpServer.await(
                    "all of it has been through the ring",
                    () -> taken.addAndGet(small.pipeline.take().size()) == 10_000);

            final String other = request("PUT", "/v1/data/k", documents);
            assertThat(small.ask(other).status()).isEqualTo(503);
            assertThat(small.pipeline.take()).as("nothing of what is refused").isEmpty();

            RunningHttpServer.await("its memory", () -> {
                small.clock.advanceNs(HttpLimits.STALLED_NS);
                small.pipeline.take();
                return statusOf(small, other) == 201;
            });
            assertThat(small.count(HttpCounter.CONNECTIONS_EVICTED)).isEqualTo(1);
            RunningHttpServer.await("all given back", () -> small.count(HttpCounter.MEMORY) == 0);
        }
    }

    private static int statusOf(final RunningHttpServer of, final String text) {
        try {
            return of.ask(text).status();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True when no more requests are read. */
    private static final class Standstill implements BooleanSupplier {
        private static final int LOOKS = 300;
        private final RunningHttpServer door;
        private long last = -1;
        private int same;

        private Standstill(final RunningHttpServer door) {
            this.door = door;
        }

        @Override
        public boolean getAsBoolean() {
            final long now = door.count(HttpCounter.REQUESTS);
            same = now == last ? same + 1 : 0;
            last = now;
            return same > LOOKS;
        }
    }
}
