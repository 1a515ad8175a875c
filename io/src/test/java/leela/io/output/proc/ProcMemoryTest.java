package leela.io.output.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static leela.io.output.proc.RunningProcServer.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.running.QueryLimits;
import leela.io.socket.SocketPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of the proc socket may hold: memory out of one budget, and nobody up. */
@Timeout(60)
final class ProcMemoryTest {

    private static final long A_CLIENT = 24_576;
    private static final Duration PATIENT = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private RunningProcServer running;
    private TestEngine engine;

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldTakeLittleForAClientThatReads() throws Exception {
        start(1 << 20, 1 << 22, PATIENT);
        try (ProcClient client = running.follow()) {
            for (int i = 0; i < 1000; i++) {
                engine.event("a", i, 7);
                assertThat(client.next()).isEqualTo(event("a", i, 7));
            }
            assertThat(taken()).isEqualTo(A_CLIENT);
        }
    }

    @Test
    void shouldGrowUpToItsBufferForAClientThatDoesNotReadAndGiveAllBack() throws Exception {
        start(1 << 20, 1 << 22, PATIENT);
        final ProcClient client = running.follow();
        int emitted = 0;
        while (running.figures("proc-1").lost() == 0) {
            engine.events("a", 1000, emitted, 7);
            engine.drain();
            emitted += 1000;
        }
        assertThat(taken()).isBetween(1L << 19, (1L << 20) + 20_480);
        final int kept = (int) (emitted - running.figures("proc-1").lost());
        assertThat(RunningProcServer.read(client, kept)).isSorted().doesNotHaveDuplicates();

        client.close();
        TestEngine.await("the memory", () -> taken() == 0);
    }

    @Test
    void shouldRefuseAClientThatThereIsNoMemoryForAndGoOnWithTheOthers() throws Exception {
        start(1 << 16, 10 * A_CLIENT, PATIENT);
        final List<ProcClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(running.follow());
        }
        assertThatThrownBy(() -> running.follow()).hasMessageStartingWith("the engine refused");
        assertThat(engine.count(ProcCounter.CLIENTS_UNAFFORDABLE)).isEqualTo(1);
        engine.event("a", 1, 7);
        for (final ProcClient client : clients) {
            assertThat(client.next()).isEqualTo(event("a", 1, 7));
        }
        clients.remove(0).close();
        TestEngine.await("its memory", () -> taken() == 9 * A_CLIENT);
        clients.add(running.follow());
        for (final ProcClient client : clients) {
            client.close();
        }
    }

    @Test
    void shouldRefuseAProgramThatThereIsNoMemoryFor() throws Exception {
        start(1 << 16, A_CLIENT, PATIENT);
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0xea, 0x60, 'p'}));
            assertThat(readAll(channel)).isEqualTo("\0\11status 1;");
        }
        TestEngine.await("its end", () -> engine.count(ProcCounter.CLIENTS) == 0);
        try (SocketChannel half = connect()) {
            half.write(ByteBuffer.wrap(new byte[] {0, 20, 'p'}));
            TestEngine.await("its first buffer", () -> taken() == 4096);
            assertThatThrownBy(() -> running.follow()).hasMessageStartingWith("the engine refused");
        }
        assertThat(engine.count(ProcCounter.CLIENTS_UNAFFORDABLE)).isEqualTo(2);
    }

    @Test
    void shouldCloseAClientWhoseFrameStaysHalf() throws Exception {
        start(1 << 16, 1 << 22, Duration.ofSeconds(2));
        try (SocketChannel silent = connect();
                SocketChannel half = connect();
                ProcClient idle = running.follow();
                SocketChannel behind = connect()) {
            half.write(ByteBuffer.wrap(new byte[] {0, 20, 'p'}));
            behind.write(FrameReader.frame("proc match 1|. id;".getBytes(ISO_8859_1)));
            behind.write(ByteBuffer.wrap(new byte[] {0, 20, 'c'}));
            for (final SocketChannel late : List.of(silent, half, behind)) {
                assertThat(readAll(late)).isIn("", "\0\11status 0;");
            }
            assertThat(engine.count(ProcCounter.CLIENTS_EXPIRED)).isEqualTo(3);
            engine.event("a", 1, 7);
            assertThat(idle.next()).isEqualTo(event("a", 1, 7));
        }
    }

    @Test
    void shouldNotReadWhatComesAfterTheEnd() throws Exception {
        start(1 << 16, 1 << 22, PATIENT);
        try (SocketChannel flood = connect()) {
            flood.write(FrameReader.frame("proc match 1|. id;".getBytes(ISO_8859_1)));
            TestEngine.await("the query", () -> engine.count(EngineCounter.QUERIES_STARTED) == 1);
            engine.events("some.key.of.usual.length", 20_000, 0, 7);
            TestEngine.await("a full queue", () -> running.figures("proc-1").lost() > 0);
            flood.configureBlocking(false);
            flood.write(FrameReader.frame("close;".getBytes(ISO_8859_1)));
            final ByteBuffer more = FrameReader.frame(" ".repeat(60_000).getBytes(ISO_8859_1));
            TestEngine.await("the end of reading", () -> isFull(flood, more));
        }
    }

    /** Whether nothing was taken of it for so long that it is not going to be, or nobody is there any more. */
    private static boolean isFull(final SocketChannel channel, final ByteBuffer frame) {
        try {
            for (int i = 0; i < 100; i++) {
                if (channel.write(frame.rewind()) > 0) {
                    return false;
                }
                Thread.onSpinWait();
            }
            return true;
        } catch (final IOException gone) {
            return true;
        }
    }

    private static String readAll(final SocketChannel channel) throws IOException {
        final ByteBuffer answer = ByteBuffer.allocate(64);
        while (channel.read(answer) >= 0) {
            assertThat(answer.hasRemaining()).isTrue();
        }
        return new String(answer.array(), 0, answer.position(), ISO_8859_1);
    }

    private SocketChannel connect() throws IOException {
        final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(new SocketPath(folder.resolve("proc")).streamAddress());
        return channel;
    }

    private long taken() {
        return engine.count(ProcCounter.MEMORY);
    }

    private void start(final int clientBuffer, final long memory, final Duration patience) throws IOException {
        final Path path = folder.resolve("proc");
        running = new RunningProcServer(
                path, QueryLimits.DEFAULT, new ProcConfig(path, clientBuffer, 100, memory), patience);
        engine = running.engine();
    }
}
