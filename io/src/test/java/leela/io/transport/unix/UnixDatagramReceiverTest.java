package leela.io.transport.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Refusal;
import leela.engine.ring.Entry;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.SystemClock;
import leela.engine.series.MetricType;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramInput;
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import leela.io.output.proc.TestEngine;
import leela.io.socket.ReceiverContext;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The databus sockets, over the kernel. */
@Timeout(20)
final class UnixDatagramReceiverTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> faults = new ArrayList<>();
    private final ReceiverContext context = new ReceiverContext(new SystemClock(), counters, faults::add);

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("run/timeline-databus");
    }

    @Test
    void shouldReadMetricsEventsAndDataInTheirOrder() throws IOException {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        try (UnixDatagramReceiver receiver = receiver(databus(pipeline));
                DatabusClient client = new DatabusClient(path)) {
            receiver.start();
            client.send(bytes("gauge 1|a 1.5 10.0; derive 1|b 2 10.5;\n"));
            client.send(bytes("garbage; event 1|c 3 11.0;"));
            client.send(bytes("data 1|d 2|{} 12.0;"));
        }

        assertThat(pipeline.take())
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "a", 1.5, 10 * SECOND_NS),
                        Entry.metric(MetricType.DERIVE, "b", 2, 10 * SECOND_NS + SECOND_NS / 2),
                        Entry.event("c", 3, 11 * SECOND_NS),
                        Entry.data("d", "{}", 12 * SECOND_NS));
        assertThat(pipeline.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldTellWhichProcessSentWhatIsRefused() throws IOException {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final Path own = folder.resolve("own");
        final String process = "pid " + ProcessHandle.current().pid() + " (/";
        final Producer producer = pipeline.producer(TextProtocol.DATABUS.source());
        final DatagramInput input = new DatagramInput(
                new TextDecoder(producer, TextDialect.DATABUS),
                producer,
                TextCounter.DATABUS_DATAGRAMS,
                TextCounter.PINGS);
        try (UnixDatagramReceiver receiver = new UnixDatagramReceiver("databus", path, input, context);
                DatabusClient client = new DatabusClient(path);
                AFUNIXDatagramChannel bound = AFUNIXDatagramChannel.open()) {
            receiver.start();
            client.send(bytes("garbage;"));
            bound.bind(AFUNIXSocketAddress.of(own));
            bound.send(ByteBuffer.wrap(bytes("more garbage;")), AFUNIXSocketAddress.of(path));
        }

        assertThat(pipeline.refusals().newestFirst())
                .extracting(Refusal::sender)
                .satisfiesExactlyInAnyOrder(
                        sender -> assertThat(sender).startsWith(process).contains("java), uid "),
                        sender -> assertThat(sender).startsWith(own + ", " + process));
    }

    @Test
    void shouldTakeOnlyEventsOnTheDatabusOfTheQueries() throws IOException {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final DatagramDecoder decoder = new TextDecoder(pipeline.producer(Source.QUERIES), TextDialect.EVENTS);
        try (UnixDatagramReceiver receiver = receiver(decoder);
                DatabusClient client = new DatabusClient(path)) {
            receiver.start();
            client.send(bytes("gauge 1|a 1 10.0;event 1|b 2 10.0;data 1|c 1|0 10.0;"));
        }

        assertThat(pipeline.take()).containsExactly(Entry.queryEvent("b", 2, 10 * SECOND_NS));
        assertThat(pipeline.count(EngineCounter.QUERY_EVENTS_RECEIVED)).isEqualTo(3);
        assertThat(pipeline.count(EngineCounter.QUERY_EVENTS_REJECTED)).isEqualTo(2);
    }

    @Test
    void shouldHoldTheSenderBackAndLoseNothingWhileTheDecoderWaits() throws Exception {
        final CountDownLatch isStuck = new CountDownLatch(1);
        final CountDownLatch mayGoOn = new CountDownLatch(1);
        final List<String> read = new ArrayList<>();
        final int count = 500;
        final CompletableFuture<Void> sender;
        try (UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> {
                    isStuck.countDown();
                    await(mayGoOn);
                    read.add(datagram.getStringWithoutLengthAscii(0, length));
                });
                DatabusClient client = new DatabusClient(path)) {
            receiver.start();
            sender = CompletableFuture.runAsync(() -> sendNumbers(client, count));
            assertThat(isStuck.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(sender).isNotDone();
            mayGoOn.countDown();
            sender.get(10, TimeUnit.SECONDS);
        }
        final List<String> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(Integer.toString(i));
        }
        assertThat(read).startsWith(sent.toArray(String[]::new)).hasSizeBetween(count, count + 1);
    }

    @Test
    void shouldPublishWhatStandsInLineTogether() throws IOException {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();
        final Producer producer = pipeline.producer(TextProtocol.DATABUS.source());
        final DatagramDecoder text = new TextDecoder(producer, TextDialect.DATABUS);
        final List<Long> published = new ArrayList<>();
        final DatagramDecoder decoder = (datagram, length, arrivalNs) -> {
            text.decode(datagram, length, arrivalNs);
            published.add(pipeline.ring().backlog());
        };
        final DatagramInput input =
                new DatagramInput(decoder, producer, TextCounter.DATABUS_DATAGRAMS, TextCounter.PINGS);
        try (UnixDatagramReceiver receiver = new UnixDatagramReceiver("leela-databus", path, input, context);
                DatabusClient client = new DatabusClient(path)) {
            for (int i = 0; i < 3; i++) {
                client.send(bytes("gauge 1|a 1 " + i + ".0;"));
            }
            receiver.start();
        }
        assertThat(published).startsWith(0L, 0L, 0L);
        assertThat(pipeline.take()).hasSize(3);
    }

    @Test
    void shouldReadWhatTheKernelHoldsBeforeItCloses() throws IOException {
        final List<String> read = new ArrayList<>();
        final UnixDatagramReceiver receiver =
                receiver((datagram, length, arrivalNs) -> read.add(datagram.getStringWithoutLengthAscii(0, length)));
        try (DatabusClient client = new DatabusClient(path)) {
            client.send(bytes("first"));
            client.send(bytes("second"));
            receiver.start();
            receiver.close();
        }
        assertThat(read).startsWith("first", "second");
        assertThat(path).doesNotExist();
        receiver.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldReadWhatLiesBehindAnEmptyDatagramBeforeItCloses() throws Exception {
        final List<String> read = new ArrayList<>();
        final CompletableFuture<UnixDatagramReceiver> built = new CompletableFuture<>();
        final UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> {
            read.add(datagram.getStringWithoutLengthAscii(0, length));
            if (length == "first".length()) {
                final var unused = built.thenAcceptAsync(UnixDatagramReceiver::close);
                TestEngine.await("the closing to begin", () -> !Files.exists(path));
            }
        });
        built.complete(receiver);
        try (UnixDatagramSocket sender = UnixDatagramSocket.connected(new SocketPath(path))) {
            for (final String text : List.of("first", "", "second")) {
                sender.write(ByteBuffer.allocateDirect(text.length())
                        .put(bytes(text))
                        .flip());
            }
            receiver.start();
            TestEngine.await("the file to go", () -> !Files.exists(path));
        }
        receiver.close();
        assertThat(read).startsWith("first", "second");
    }

    @Test
    void shouldGoOnWhenADecoderThrows() throws IOException {
        final List<String> read = new ArrayList<>();
        try (UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> {
                    if (datagram.getByte(0) == 'x') {
                        throw new IllegalStateException("bad datagram");
                    }
                    read.add(datagram.getStringWithoutLengthAscii(0, length));
                });
                DatabusClient client = new DatabusClient(path)) {
            receiver.start();
            client.send(bytes("x"));
            client.send(bytes("y"));
        }
        assertThat(read).contains("y");
        assertThat(faults).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldCutADatagramThatIsTooLong() throws IOException {
        final List<Integer> lengths = new ArrayList<>();
        try (UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> lengths.add(length));
                UnixDatagramSocket sender = UnixDatagramSocket.connected(new SocketPath(path))) {
            receiver.start();
            sender.write(ByteBuffer.allocateDirect(65_536));
            sender.write(ByteBuffer.allocateDirect(65_537));
        }
        assertThat(lengths).startsWith(65_536, 65_536);
    }

    @Test
    void shouldGiveFileAndFolderTheirModes() throws IOException {
        try (UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> {})) {
            assertThat(receiver.path()).isEqualTo(path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                    .isEqualTo("rwxr-x---");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldReplaceTheSocketOfADeadEngine() throws IOException {
        Files.createDirectories(path.getParent());
        try (AFUNIXDatagramChannel dead = AFUNIXDatagramChannel.open()) {
            dead.bind(new SocketPath(path).datagramAddress());
        }
        assertThat(path).exists();
        receiver((datagram, length, arrivalNs) -> {}).close();
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldRefuseTheSocketOfALiveEngine() throws IOException {
        try (UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> {})) {
            assertThatThrownBy(() -> receiver((datagram, length, arrivalNs) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage(receiver.path() + ": another engine listens here");
            assertThat(path).exists();
        }
    }

    @Test
    void shouldNotTouchAFileThatIsNoSocket() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "precious");
        assertThatThrownBy(() -> receiver((datagram, length, arrivalNs) -> {}))
                .hasMessage(path + ": is there and no socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void shouldLeaveASuccessorsSocketAlone() throws IOException {
        final UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> {});
        Files.delete(path);
        try (UnixDatagramReceiver successor = receiver((datagram, length, arrivalNs) -> {})) {
            receiver.close();
            assertThat(successor.path()).exists();
        }
    }

    @Test
    void shouldSayPlainlyThatAPathIsTooLong() {
        path = folder.resolve(
                "x".repeat(SocketPath.MAX_LENGTH - folder.toString().length()));
        assertThatThrownBy(() -> receiver((datagram, length, arrivalNs) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("108 bytes are too many for a unix socket (expected: at most 107)");
    }

    @Test
    void shouldTakeAPathOfTheLongestLength() throws IOException {
        path = folder.resolve(
                "x".repeat(SocketPath.MAX_LENGTH - folder.toString().length() - 1));
        final List<Integer> lengths = new ArrayList<>();
        try (UnixDatagramReceiver receiver = receiver((datagram, length, arrivalNs) -> lengths.add(length));
                DatabusClient client = new DatabusClient(path)) {
            receiver.start();
            client.send(bytes("hello"));
        }
        assertThat(lengths).startsWith(5);
    }

    @Test
    void shouldTellADecoderWhoseDatagramItHas() throws IOException {
        final List<Integer> users = new ArrayList<>();
        final DatagramDecoder decoder = new DatagramDecoder() {
            private IntSupplier user;

            @Override
            public void users(final IntSupplier newUser) {
                user = newUser;
            }

            @Override
            public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
                users.add(user.getAsInt());
            }
        };
        try (UnixDatagramReceiver receiver = receiver(decoder);
                DatabusClient client = new DatabusClient(path)) {
            client.send(bytes("one"));
            client.send(bytes("two"));
            receiver.start();
        }
        final int me = (int) Files.getAttribute(folder, "unix:uid");
        assertThat(users).startsWith(me, me);
    }

    @Test
    void shouldSayThatNobodyListens() {
        assertThatThrownBy(() -> new DatabusClient(path).close())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("nobody listens at " + path);
    }

    private static DatagramDecoder databus(final RecordingPipeline pipeline) {
        return new TextDecoder(pipeline.producer(TextProtocol.DATABUS.source()), TextDialect.DATABUS);
    }

    private UnixDatagramReceiver receiver(final DatagramDecoder decoder) throws IOException {
        return new UnixDatagramReceiver(
                "leela-databus", path, DatagramInput.withoutEntries(decoder, TextCounter.DATABUS_DATAGRAMS), context);
    }

    private static void sendNumbers(final DatabusClient client, final int count) {
        try {
            for (int i = 0; i < count; i++) {
                client.send(bytes(Integer.toString(i)));
            }
        } catch (final IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(ISO_8859_1);
    }
}
