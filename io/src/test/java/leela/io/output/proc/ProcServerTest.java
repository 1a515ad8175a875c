package leela.io.output.proc;

import static leela.io.output.proc.RunningProcServer.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.running.QueryLimits;
import leela.io.socket.SocketPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What [protocols 5] asks of the socket and of all its clients. */
@Timeout(60)
final class ProcServerTest {

    @TempDir
    private Path folder;

    private Path path;
    private RunningProcServer running;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("dmproc-proc");
        start(QueryLimits.DEFAULT, 16);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldFreeAllThatAVanishedClientHeld() throws Exception {
        final ProcClient client = running.follow();
        running.connect().close();
        assertThat(engine.count(EngineCounter.QUERIES)).isEqualTo(1);
        engine.events("a", 100, 0, 7);
        client.close();
        TestEngine.await("the query's end", () -> engine.count(EngineCounter.QUERIES) == 0);
        TestEngine.await("the connections' end", () -> engine.count(ProcCounter.CLIENTS) == 0);
        engine.event("a", 1, 1);
        engine.drain();
    }

    @Test
    void shouldRefuseQueriesBeyondTheLimit() throws Exception {
        restart(new QueryLimits(1, 100, 1 << 20), 16);
        try (ProcClient first = running.follow()) {
            assertThatThrownBy(() -> running.follow()).isInstanceOf(IOException.class);
            engine.event("a", 1, 1);
            assertThat(first.next()).isEqualTo(event("a", 1, 1));
        }
    }

    @Test
    void shouldRefuseConnectionsBeyondTheBound() throws Exception {
        restart(QueryLimits.DEFAULT, 1);
        try (ProcClient first = running.follow();
                ProcClient second = running.connect()) {
            assertThat(second.nextFrame()).asString().isEqualTo("status 1;");
            assertThat(second.nextFrame()).isNull();
            engine.event("a", 1, 1);
            assertThat(first.next()).isEqualTo(event("a", 1, 1));
        }
        assertThat(engine.count(ProcCounter.CLIENTS_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldLoseOnlyTheEventsOfTheClientThatDoesNotRead() throws Exception {
        final int batches = 2000;
        final int perBatch = 20;
        try (ProcClient slow = running.follow();
                ProcClient fast = running.follow()) {
            final CompletableFuture<List<Double>> reader =
                    CompletableFuture.supplyAsync(() -> RunningProcServer.read(fast, batches * perBatch));
            for (int i = 0; i < batches; i++) {
                engine.events("some.key.of.usual.length", perBatch, i * perBatch, 7);
                final int soFar = (i + 1) * perBatch;
                if (i % 50 == 49) {
                    TestEngine.await(
                            "the fast client", () -> running.figures("proc-2").sent() == soFar);
                }
            }
            final List<Double> values = reader.get(30, TimeUnit.SECONDS);
            assertThat(values)
                    .hasSize(batches * perBatch)
                    .startsWith(0.0, 1.0, 2.0)
                    .endsWith(batches * perBatch - 1.0);
            assertThat(running.figures("proc-2").lost()).isZero();

            engine.drain();
            final long lost = running.figures("proc-1").lost();
            assertThat(lost).isPositive().isEqualTo(engine.count(ProcCounter.EVENTS_LOST));
            slow.finish();
            int got = 0;
            while (slow.next() != null) {
                got++;
            }
            assertThat(got + lost).isEqualTo(batches * perBatch);
        }
    }

    @Test
    void shouldSendWhatIsLeftWhenTheServerCloses() throws Exception {
        try (ProcClient client = running.follow();
                ProcClient idle = running.connect()) {
            TestEngine.await("both connections", () -> engine.count(ProcCounter.CLIENTS) == 2);
            engine.events("a", 50, 0, 7);
            running.closeServer();
            for (int i = 0; i < 50; i++) {
                assertThat(client.next()).isEqualTo(event("a", i, 7));
            }
            assertThat(client.next()).isNull();
            assertThat(idle.nextFrame()).isNull();
        }
    }

    @Test
    void shouldGiveItsFileTheModeAndReplaceAStaleOne() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw----");
        assertThatThrownBy(() -> running.server(1)).hasMessage(path + ": another engine listens here");
        running.closeServer();
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(new SocketPath(path).streamAddress())
                .close();
        assertThat(path).exists();
        try (ProcServer successor = running.server(1)) {
            successor.start();
            running.follow().close();
        }
    }

    private void start(final QueryLimits limits, final int maxClients) throws IOException {
        running = new RunningProcServer(path, limits, maxClients);
        engine = running.engine();
    }

    private void restart(final QueryLimits limits, final int maxClients) throws IOException {
        running.close();
        start(limits, maxClients);
    }
}
