package leela.io.output.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static leela.io.output.proc.RunningProcServer.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.running.QueryLimits;
import leela.io.socket.SocketPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One client of [protocols 5] over a real socket. */
@Timeout(60)
final class ProcConnectionTest {

    @TempDir
    private Path folder;

    private Path path;
    private RunningProcServer running;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("dmproc-proc");
        running = new RunningProcServer(path, QueryLimits.DEFAULT, 16);
        engine = running.engine();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldSendTheEventsOfItsQueryAlone() throws Exception {
        try (ProcClient client = running.start("proc match 2|^a (* 2) | (+ 1);")) {
            engine.event("a1", 10, 7);
            engine.event("b1", 20, 8);
            engine.event("a2", 30, 9);

            assertThat(client.next()).isEqualTo(event("a1", 21, 7));
            assertThat(client.next()).isEqualTo(event("a2", 61, 9));
        }
    }

    @Test
    void shouldAnswerAnyBadProgramWithStatusOneAndClose() throws Exception {
        for (final String bad : List.of(
                "",
                "proc",
                "proc match 1|. nonsense;",
                "proc match 1|. id",
                "proc match 1|. id; close;",
                "proc match 1|( id;",
                "close;",
                "event 1|a 1 1.0;",
                "\0\1\2")) {
            try (ProcClient client = running.connect()) {
                client.send(bytes(bad));
                assertThat(client.nextFrame()).as(bad).asString(ISO_8859_1).isEqualTo("status 1;");
                assertThat(client.nextFrame()).as(bad).isNull();
            }
        }
        assertThat(engine.count(ProcCounter.PROGRAMS_REFUSED)).isEqualTo(9);
        assertThatThrownBy(() -> running.start("proc match 1|( id;")).hasMessageStartingWith("the engine refused");
    }

    @Test
    void shouldSendWhatIsStillToBeEmittedWhenTheClientEndsTheQuery() throws Exception {
        try (ProcClient client = running.follow()) {
            for (int i = 0; i < 100; i++) {
                engine.events("a", 10, 10 * i, 7);
            }
            client.finish();
            for (int i = 0; i < 1000; i++) {
                assertThat(client.next()).isEqualTo(event("a", i, 7));
            }
            assertThat(client.next()).isNull();
        }
        TestEngine.await("the query's end", () -> engine.count(EngineCounter.QUERIES) == 0);
    }

    @Test
    void shouldSendWhatIsStillToBeEmittedToAClientThatShutsItsSideDown() throws Exception {
        final int events = 20_000;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(new SocketPath(path).streamAddress());
            channel.write(FrameReader.frame(bytes("proc match 1|. id;")));
            TestEngine.await("the query", () -> engine.count(EngineCounter.QUERIES_STARTED) == 1);
            engine.events("some.key.of.usual.length", events, 0, 7);
            TestEngine.await("a full queue", () -> running.figures("proc-1").lost() > 0);
            engine.drain();
            channel.write(FrameReader.frame(bytes("close;")));
            channel.shutdownOutput();

            assertThat(countEvents(channel) + engine.count(ProcCounter.EVENTS_LOST))
                    .isEqualTo(events);
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
                    TestEngine.await("the first piece", () -> engine.count(ProcCounter.CLIENTS) == 1);
                }
                channel.write(stream.duplicate().position(atCut).limit(stream.position()));
                final ByteBuffer answer = ByteBuffer.allocate(64);
                while (channel.read(answer) >= 0) {
                    assertThat(answer.hasRemaining()).isTrue();
                }
                assertThat(new String(answer.array(), 0, answer.position(), ISO_8859_1))
                        .as("cut at %d", cut)
                        .isEqualTo("\0\11status 0;");
            }
        }
    }

    @Test
    void shouldTakeAFrameOfTheLongestLength() throws Exception {
        try (ProcClient client = running.connect()) {
            final String program = "proc match 1|. id;";
            client.send(bytes(program + " ".repeat(FrameReader.MAX_LENGTH - program.length())));
            assertThat(client.nextFrame()).asString(ISO_8859_1).isEqualTo("status 0;");
        }
    }

    @Test
    void shouldEndAConnectionThatSendsGarbageBehindItsProgram() throws Exception {
        try (ProcClient client = running.follow()) {
            client.send(bytes("proc match 1|. id;"));
            assertThat(client.nextFrame()).isNull();
        }
        assertThat(engine.count(ProcCounter.FRAMES_MALFORMED)).isEqualTo(1);
        TestEngine.await("the query's end", () -> engine.count(EngineCounter.QUERIES) == 0);
    }

    @Test
    void shouldLetItsThreadSleepWhereAResultComesAlone() throws Exception {
        long leastNs = Long.MAX_VALUE;
        try (ProcClient client = running.follow()) {
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
        try (ProcClient client = running.follow()) {
            int emitted = 0;
            while (running.figures("proc-1").lost() == 0) {
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

            final int kept = (int) (emitted - running.figures("proc-1").lost());
            assertThat(RunningProcServer.read(client, kept))
                    .as("what was lost is not among them")
                    .isSorted()
                    .doesNotHaveDuplicates();
            engine.event("a", -1, 7);
            assertThat(client.next()).isEqualTo(event("a", -1, 7));
        }
    }

    @Test
    void shouldKeepTheOrderWhoeverWritesTheResults() throws Exception {
        final int count = 100_000;
        try (ProcClient client = running.follow()) {
            final CompletableFuture<List<Double>> reader =
                    CompletableFuture.supplyAsync(() -> RunningProcServer.read(client, count));
            for (int i = 0; i < count; i += 5) {
                engine.event("a", i, 7);
                engine.events("a", 4, i + 1, 7);
                final int soFar = i + 5;
                if (i % 1000 == 995) {
                    TestEngine.await(
                            "the client", () -> running.figures("proc-1").sent() == soFar);
                }
            }
            assertThat(reader.get(30, TimeUnit.SECONDS))
                    .isEqualTo(DoubleStream.iterate(0, value -> value + 1)
                            .limit(count)
                            .boxed()
                            .toList());
        }
    }

    /** Events up to the end of the stream. */
    private static long countEvents(final SocketChannel channel) throws IOException {
        final FrameReader frames = new FrameReader();
        long events = 0;
        while (frames.readFrom(channel) >= 0) {
            for (byte[] frame = frames.next(); frame != null; frame = frames.next()) {
                events += new String(frame, ISO_8859_1)
                        .chars()
                        .filter(c -> c == '|')
                        .count();
            }
        }
        return events;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static long procCpuNs() {
        final Thread proc = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("leela-proc"))
                .findFirst()
                .orElseThrow();
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(proc.getId());
    }
}
