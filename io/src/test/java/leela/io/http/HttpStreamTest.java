package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import leela.io.http.HttpClientSocket.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long answers: in pages, in little memory, and at the pace of whoever reads them. */
final class HttpStreamTest {

    private static final String METRIC = "{\"type\":\"gauge\",\"value\":1}";
    private static final String MONTH = "/v1/2013/04/cpu";
    private static final int MONTH_POINTS = 43_200;

    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = new RunningHttpServer();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void shouldStreamAMonthInChunks() throws IOException {
        final Answer month = door.ask(get(MONTH));

        assertThat(month.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(month.header("content-length")).isNull();
        assertThat(month.body().chars().filter(c -> c == '[').count()).isEqualTo(MONTH_POINTS + 1);
        assertThat(month.body())
                .startsWith("{\"status\":200,\"results\":{\"cpu\":{\"series\":[[1364774400,")
                .contains("[1367366340,")
                .endsWith("]]}}}")
                .doesNotContain(",,", "[,", ",]]");
        assertThat(door.count(HttpCounter.ROWS_SERVED)).isEqualTo(MONTH_POINTS);
    }

    @Test
    void shouldStreamMillionsOfPointsWithFlatMemory() throws IOException {
        door.history.periodNs = 1_000_000_000L;
        final long before = directMemory();
        long bytes = 0;
        long peak = 0;
        try (HttpClientSocket client = door.connect()) {
            client.send(get("/v1/cpu?start=1365500000&finish=1368499999"));
            final byte[] page = new byte[1 << 16];
            while (bytes < 50_000_000) {
                bytes += client.socket().getInputStream().read(page);
                peak = Math.max(peak, directMemory());
            }
        }
        assertThat(peak - before).as("bytes held while %d were sent", bytes).isLessThan(4 << 20);
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @ParameterizedTest
    @ValueSource(strings = {MONTH, "/v1/2013/04/09/cpu", "/metrics"})
    void shouldZipWhereAsked(final String target) throws IOException {
        try (HttpClientSocket client = door.connect()) {
            final Answer zipped = client.ask(get(target, "Accept-Encoding: gzip"));
            final Answer plain = client.ask(get(target));
            assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
            assertThat(plain.header("content-encoding")).isNull();
            if (!target.equals("/metrics")) {
                assertThat(zipped.body()).isEqualTo(plain.body());
            }
            assertThat(client.ask(get("/v1/version", "Accept-Encoding: gzip")).header("content-encoding"))
                    .as("not worth it")
                    .isNull();
        }
    }

    @Test
    void shouldCutAnAnswerThatStorageDoesNotFinish() throws IOException {
        door.history.failsAfterPoints = 20_000;
        try (HttpClientSocket client = door.connect()) {
            client.send(get(MONTH));
            int read = 0;
            while (!client.isAtEnd()) {
                read++;
            }
            assertThat(read).isGreaterThan(100_000);
        }
        RunningHttpServer.await("cut", () -> door.count(HttpCounter.STREAMS_ABORTED) == 1);
        RunningHttpServer.await("cursors closed", () -> door.history.openCursors.get() == 0);
    }

    @Test
    void shouldCloseTheCursorOfAnAnswerInWorkWhenTheServerEnds() throws IOException, InterruptedException {
        door.history.gate = new CountDownLatch(1);
        final Thread end = new Thread(door.server()::close);
        try (HttpClientSocket client = door.connect()) {
            client.send(get(MONTH));
            RunningHttpServer.await("a page in work", () -> door.history.openCursors.get() == 1);
            end.start();
            RunningHttpServer.await("workers take no more", () -> isIn("awaitTermination", end));
        } finally {
            door.history.gate.countDown();
            end.join();
        }
        assertThat(door.history.openCursors.get()).isZero();
        assertThat(door.count(HttpCounter.STREAMS_ABORTED)).isEqualTo(1);
    }

    private static boolean isIn(final String method, final Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @Test
    void shouldNotLetSlowReadersHoldUpOthers() throws IOException {
        final List<HttpClientSocket> slow = new ArrayList<>();
        door.history.periodNs = 1_000_000_000L;
        try {
            for (int i = 0; i < 20; i++) {
                final HttpClientSocket client = door.connect();
                client.send(get("/v1/slow" + i + "?start=0&finish=8589934592"));
                slow.add(client);
            }
            RunningHttpServer.await("all begun", () -> slow.stream().allMatch(HttpStreamTest::hasBytes));
            for (int i = 0; i < 50; i++) {
                assertThat(door.ask(get("/v1/2013/04/09/fast")).status()).isEqualTo(200);
                assertThat(door.ask(post("/v1/fast", METRIC)).status()).isEqualTo(201);
            }
            assertThat(door.history.openCursors.get()).isGreaterThanOrEqualTo(20);
        } finally {
            for (final HttpClientSocket client : slow) {
                client.close();
            }
        }
        RunningHttpServer.await("cursors closed", () -> door.history.openCursors.get() == 0);
        RunningHttpServer.await("connections closed", () -> door.count(HttpCounter.CONNECTIONS) == 0);
    }

    private static boolean hasBytes(final HttpClientSocket client) {
        try {
            return client.available() > 0;
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldGiveUpAClientThatDoesNotTakeItsAnswer() throws IOException {
        door.history.periodNs = 1_000_000_000L;
        try (HttpClientSocket client = door.connect()) {
            client.send(get("/v1/k?start=0&finish=8589934592"));
            RunningHttpServer.await("stuck", new Standstill(door));
            door.clock.advanceNs(HttpLimits.TAKE_NS + 1);
            RunningHttpServer.await("given up", () -> door.count(HttpCounter.CONNECTIONS) == 0);
        }
        RunningHttpServer.await("cursor closed", () -> door.history.openCursors.get() == 0);
        assertThat(door.count(HttpCounter.CONNECTIONS_EXPIRED)).isEqualTo(1);
    }

    /** True when no more rows are written: sockets' buffers are full. */
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
            final long now = door.count(HttpCounter.ROWS_SERVED);
            same = now == last && now > 0 ? same + 1 : 0;
            last = now;
            return same > LOOKS;
        }
    }
}
