package leela.io.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import leela.engine.counters.CounterId;
import leela.engine.dmproc.Program;
import leela.engine.dmproc.QueryLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SPEC 5.2 over real sockets. */
@Timeout(60)
final class ProcServerTest {

    private static final int SMALLEST_BUFFER = 1 << 16;

    @TempDir
    private Path folder;
    private TestEngine engine;
    private ProcServer server;
    private Path path;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("dmproc-proc");
        start(QueryLimits.DEFAULT, 16);
    }

    @AfterEach
    void stop() {
        server.close();
        engine.close();
        assertThat(engine.faults()).isEmpty();
        assertThat(engine.count(CounterId.PROC_CLIENTS)).isZero();
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldSendTheEventsOfItsQueryAlone() throws Exception {
        try (ProcClient client = ProcClient.start(path, program("proc match 2|^a (* 2) | (+ 1);"))) {
            engine.event("a1", 10, 7);
            engine.event("b1", 20, 8);
            engine.event("a2", 30, 9);

            assertThat(client.next()).isEqualTo(event("a1", 21, 7));
            assertThat(client.next()).isEqualTo(event("a2", 61, 9));
        }
    }

    @Test
    void shouldAnswerAnyBadProgramWithStatusOneAndClose() throws Exception {
        for (final String bad : List.of("", "proc", "proc match 1|. nonsense;", "proc match 1|. id", "proc match 1|. id; close;",
                "proc match 1|( id;", "close;", "event 1|a 1 1.0;", "\0\1\2")) {
            try (ProcClient client = new ProcClient(path)) {
                client.send(bytes(bad));
                assertThat(client.nextFrame()).as(bad).asString(ISO_8859_1).isEqualTo("status 1;");
                assertThat(client.nextFrame()).as(bad).isNull();
            }
        }
        assertThat(engine.count(CounterId.PROC_PROGRAMS_REFUSED)).isEqualTo(9);
        assertThatThrownBy(() -> ProcClient.start(path, program("proc match 1|( id;"))).hasMessageStartingWith("the engine refused");
    }

    @Test
    void shouldSendWhatIsStillToBeEmittedWhenTheClientEndsTheQuery() throws Exception {
        try (ProcClient client = ProcClient.start(path, program("proc match 1|. id;"))) {
            for (int i = 0; i < 100; i++) {
                engine.events("a", 10, 10 * i, 7);
            }
            client.finish();
            for (int i = 0; i < 1000; i++) {
                assertThat(client.next()).isEqualTo(event("a", i, 7));
            }
            assertThat(client.next()).isNull();
        }
        TestEngine.await("the query's end", () -> engine.count(CounterId.QUERIES) == 0);
    }

    @Test
    void shouldSendWhatIsStillToBeEmittedToAClientThatShutsItsSideDown() throws Exception {
        final int events = 20_000;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(new SocketPath(path).streamAddress());
            channel.write(FrameReader.frame(bytes("proc match 1|. id;")));
            TestEngine.await("the query", () -> engine.count(CounterId.QUERIES_STARTED) == 1);
            engine.events("some.key.of.usual.length", events, 0, 7);
            TestEngine.await("a full queue", () -> figures("proc-1").lost() > 0);
            engine.drain();
            channel.write(FrameReader.frame(bytes("close;")));
            channel.shutdownOutput();

            assertThat(countEvents(channel) + engine.count(CounterId.PROC_EVENTS_LOST)).isEqualTo(events);
        }
    }

    @Test
    void shouldTakeFramesInPiecesCutAtEveryByte() throws Exception {
        final ByteBuffer stream = ByteBuffer.allocate(256);
        stream.put(FrameReader.frame(bytes("proc match 1|. id;"))).put(FrameReader.frame(bytes("close;")));
        for (int cut = 1; cut < stream.position(); cut++) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(new SocketPath(path).streamAddress());
                channel.write(stream.duplicate().position(0).limit(cut));
                final int atCut = cut;
                if (cut % 8 == 0) {
                    TestEngine.await("the first piece", () -> engine.count(CounterId.PROC_CLIENTS) == 1);
                }
                channel.write(stream.duplicate().position(atCut).limit(stream.position()));
                final ByteBuffer answer = ByteBuffer.allocate(64);
                while (channel.read(answer) >= 0) {
                    assertThat(answer.hasRemaining()).isTrue();
                }
                assertThat(new String(answer.array(), 0, answer.position(), ISO_8859_1)).as("cut at %d", cut)
                        .isEqualTo("\0\11status 0;");
            }
        }
    }

    @Test
    void shouldTakeAFrameOfTheLongestLength() throws Exception {
        try (ProcClient client = new ProcClient(path)) {
            final String program = "proc match 1|. id;";
            client.send(bytes(program + " ".repeat(FrameReader.MAX_LENGTH - program.length())));
            assertThat(client.nextFrame()).asString(ISO_8859_1).isEqualTo("status 0;");
        }
    }

    @Test
    void shouldEndAConnectionThatSendsGarbageBehindItsProgram() throws Exception {
        try (ProcClient client = ProcClient.start(path, program("proc match 1|. id;"))) {
            client.send(bytes("proc match 1|. id;"));
            assertThat(client.nextFrame()).isNull();
        }
        assertThat(engine.count(CounterId.PROC_FRAMES_MALFORMED)).isEqualTo(1);
        TestEngine.await("the query's end", () -> engine.count(CounterId.QUERIES) == 0);
    }

    @Test
    void shouldFreeAllThatAVanishedClientHeld() throws Exception {
        final ProcClient client = ProcClient.start(path, program("proc match 1|. id;"));
        new ProcClient(path).close();
        assertThat(engine.count(CounterId.QUERIES)).isEqualTo(1);
        engine.events("a", 100, 0, 7);
        client.close();
        TestEngine.await("the query's end", () -> engine.count(CounterId.QUERIES) == 0);
        TestEngine.await("the connections' end", () -> engine.count(CounterId.PROC_CLIENTS) == 0);
        engine.event("a", 1, 1);
        engine.drain();
    }

    @Test
    void shouldRefuseQueriesBeyondTheLimit() throws Exception {
        restart(new QueryLimits(1, 100, 1 << 20), 16);
        try (ProcClient first = ProcClient.start(path, program("proc match 1|. id;"))) {
            assertThatThrownBy(() -> ProcClient.start(path, program("proc match 1|. id;"))).isInstanceOf(IOException.class);
            engine.event("a", 1, 1);
            assertThat(first.next()).isEqualTo(event("a", 1, 1));
        }
    }

    @Test
    void shouldCloseConnectionsBeyondTheBound() throws Exception {
        restart(QueryLimits.DEFAULT, 1);
        try (ProcClient first = ProcClient.start(path, program("proc match 1|. id;")); ProcClient second = new ProcClient(path)) {
            assertThat(second.nextFrame()).isNull();
            engine.event("a", 1, 1);
            assertThat(first.next()).isEqualTo(event("a", 1, 1));
        }
        assertThat(engine.count(CounterId.PROC_CLIENTS_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldLoseOnlyTheEventsOfTheClientThatDoesNotRead() throws Exception {
        final int batches = 2000;
        final int perBatch = 20;
        try (ProcClient slow = ProcClient.start(path, program("proc match 1|. id;"));
                ProcClient fast = ProcClient.start(path, program("proc match 1|. id;"))) {
            final CompletableFuture<List<Double>> reader = CompletableFuture.supplyAsync(() -> read(fast, batches * perBatch));
            for (int i = 0; i < batches; i++) {
                engine.events("some.key.of.usual.length", perBatch, i * perBatch, 7);
                final int soFar = (i + 1) * perBatch;
                if (i % 50 == 49) {
                    TestEngine.await("the fast client", () -> figures("proc-2").sent() == soFar);
                }
            }
            final List<Double> values = reader.get(30, TimeUnit.SECONDS);
            assertThat(values).hasSize(batches * perBatch).startsWith(0.0, 1.0, 2.0).endsWith(batches * perBatch - 1.0);
            assertThat(figures("proc-2").lost()).isZero();

            engine.drain();
            final long lost = figures("proc-1").lost();
            assertThat(lost).isPositive().isEqualTo(engine.count(CounterId.PROC_EVENTS_LOST));
            slow.finish();
            int got = 0;
            while (slow.next() != null) {
                got++;
            }
            assertThat(got + lost).isEqualTo(batches * perBatch);
        }
    }

    @Test
    void shouldLetItsThreadSleepWhereAResultComesAlone() throws Exception {
        long leastNs = Long.MAX_VALUE;
        try (ProcClient client = ProcClient.start(path, program("proc match 1|. id;"))) {
            for (int i = 0; i < 100; i++) {
                final long beforeNs = procCpuNs();
                engine.event("a", i, 7);
                assertThat(client.next()).isEqualTo(event("a", i, 7));
                leastNs = Math.min(leastNs, procCpuNs() - beforeNs);
            }
        }
        assertThat(leastNs).isZero();
    }

    @Test
    void shouldLetItsThreadSleepWhileAClientDoesNotReadAndGoOnWhenItDoes() throws Exception {
        try (ProcClient client = ProcClient.start(path, program("proc match 1|. id;"))) {
            int emitted = 0;
            while (figures("proc-1").lost() == 0) {
                engine.events("a", 1000, emitted, 7);
                engine.drain();
                emitted += 1000;
            }
            long leastNs = Long.MAX_VALUE;
            for (int i = 0; i < 10; i++) {
                final long beforeNs = procCpuNs();
                for (int j = 0; j < 100; j++) {
                    engine.event("a", emitted++, 7);
                    engine.drain();
                }
                leastNs = Math.min(leastNs, procCpuNs() - beforeNs);
            }
            assertThat(leastNs).isZero();

            final long kept = emitted - figures("proc-1").lost();
            for (long i = 0; i < kept; i++) {
                assertThat(client.next()).isEqualTo(event("a", i, 7));
            }
            engine.event("a", -1, 7);
            assertThat(client.next()).isEqualTo(event("a", -1, 7));
        }
    }

    @Test
    void shouldKeepTheOrderWhoeverWritesTheResults() throws Exception {
        final int count = 100_000;
        try (ProcClient client = ProcClient.start(path, program("proc match 1|. id;"))) {
            final CompletableFuture<List<Double>> reader = CompletableFuture.supplyAsync(() -> read(client, count));
            for (int i = 0; i < count; i += 5) {
                engine.event("a", i, 7);
                engine.events("a", 4, i + 1, 7);
                final int soFar = i + 5;
                if (i % 1000 == 995) {
                    TestEngine.await("the client", () -> figures("proc-1").sent() == soFar);
                }
            }
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(DoubleStream.iterate(0, value -> value + 1).limit(count).boxed().toList());
        }
    }

    @Test
    void shouldSendWhatIsLeftWhenTheServerCloses() throws Exception {
        try (ProcClient client = ProcClient.start(path, program("proc match 1|. id;")); ProcClient idle = new ProcClient(path)) {
            TestEngine.await("both connections", () -> engine.count(CounterId.PROC_CLIENTS) == 2);
            engine.events("a", 50, 0, 7);
            server.close();
            for (int i = 0; i < 50; i++) {
                assertThat(client.next()).isEqualTo(event("a", i, 7));
            }
            assertThat(client.next()).isNull();
            assertThat(idle.nextFrame()).isNull();
        }
    }

    @Test
    void shouldGiveItsFileTheModeAndReplaceAStaleOne() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-rw----");
        assertThatThrownBy(() -> new ProcServer(config(1), engine.queries(), engine.context()))
                .hasMessage(path + ": another engine listens here");
        server.close();
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(new SocketPath(path).streamAddress()).close();
        assertThat(path).exists();
        server = new ProcServer(config(1), engine.queries(), engine.context());
        server.start();
        ProcClient.start(path, program("proc match 1|. id;")).close();
    }

    private void start(final QueryLimits limits, final int maxClients) throws IOException {
        engine = new TestEngine(limits);
        server = new ProcServer(config(maxClients), engine.queries(), engine.context());
        server.start();
    }

    private void restart(final QueryLimits limits, final int maxClients) throws IOException {
        server.close();
        engine.close();
        start(limits, maxClients);
    }

    private ProcConfig config(final int maxClients) {
        return new ProcConfig(path, SMALLEST_BUFFER, maxClients);
    }

    private ProcFigures figures(final String client) {
        return server.figures().stream().filter(figures -> figures.client().equals(client)).findFirst().orElseThrow();
    }

    private static List<Double> read(final ProcClient client, final int count) {
        try {
            final List<Double> values = new ArrayList<>();
            while (values.size() < count) {
                values.add(client.next().value());
            }
            return values;
        } catch (final IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Events up to the end of the stream. */
    private static long countEvents(final SocketChannel channel) throws IOException {
        final FrameReader frames = new FrameReader();
        long events = 0;
        while (frames.readFrom(channel) >= 0) {
            for (byte[] frame = frames.next(); frame != null; frame = frames.next()) {
                events += new String(frame, ISO_8859_1).chars().filter(c -> c == '|').count();
            }
        }
        return events;
    }

    private static Program program(final String text) throws Exception {
        return Program.parse(bytes(text));
    }

    private static Event event(final String key, final double value, final long timeNs) {
        return new Event(bytes(key), value, timeNs);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static long procCpuNs() {
        final Thread proc = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("leela-proc")).findFirst()
                .orElseThrow();
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(proc.getId());
    }
}
