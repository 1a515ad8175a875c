package leela.io.transport.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import leela.engine.counters.Counters;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.TestSource;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.SystemClock;
import leela.io.input.StreamDecoder;
import leela.io.input.StreamInput;
import leela.io.input.line.Lines;
import leela.io.socket.MemoryBudget;
import leela.io.socket.ReceiverContext;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many senders at one port, over loopback: those that are silent, slow, too many, or gone in mid-line. */
@Timeout(60)
final class TcpReceiverTest {

    private static final int MAX_FRAME = 1 << 20;
    private static final int IDLE = 5000;

    private final Counters counters = Counters.inMemory(TcpCounter.values());
    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(counters);
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final ManualClock manual = new ManualClock(0);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<String> halves = Collections.synchronizedList(new ArrayList<>());
    private final List<SocketChannel> clients = new ArrayList<>();
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private volatile boolean isBusy;
    private long budget = 64 << 20;
    private byte[] answer = {};

    /** Records lines; one that is called "end" ends the connection. */
    private final class Recorder implements StreamDecoder {

        @Override
        public int decode(final MutableDirectBuffer bytes, final int length, final long arrivalNs) {
            if (isBusy) {
                awaitPermit();
            }
            int start = 0;
            for (int end = Lines.end(bytes, 0, length); end < length; end = Lines.end(bytes, start, length)) {
                final String line = bytes.getStringWithoutLengthAscii(start, end - start);
                if (line.equals("end")) {
                    return END;
                }
                lines.add(line);
                start = end + 1;
            }
            return start;
        }

        @Override
        public void end(final MutableDirectBuffer bytes, final int length, final long arrivalNs) {
            halves.add(bytes.getStringWithoutLengthAscii(0, length));
        }

        @Override
        public byte[] answer() {
            return answer;
        }
    }

    private void awaitPermit() {
        try {
            assertThat(mayRead.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (final InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @AfterEach
    void close() throws IOException {
        for (final SocketChannel client : clients) {
            client.close();
        }
        assertThat(faults).isEmpty();
        assertThat(counters.read(TcpCounter.CONNECTIONS)).isZero();
        assertThat(counters.read(TcpCounter.MEMORY)).isZero();
    }

    @Test
    void shouldPutLinesTogetherThatComeInPiecesFromSeveral() throws IOException {
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final SocketChannel one = client(receiver);
            final SocketChannel two = client(receiver);
            for (final char part : "one line\n".toCharArray()) {
                final long before = counters.read(TcpCounter.BYTES);
                send(one, String.valueOf(part));
                send(two, "a line\nand half");
                await(() -> counters.read(TcpCounter.BYTES) == before + 16);
            }
            await(() -> lines.contains("one line"));
            assertThat(lines).contains("a line", "and halfa line");
        }
    }

    @Test
    void shouldCountWhatASenderLeftHalf() throws IOException {
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final SocketChannel client = client(receiver);
            send(client, "whole\nhalf");
            client.close();
            await(() -> !halves.isEmpty());
            await(() -> counters.read(TcpCounter.CONNECTIONS) == 0);
        }
        assertThat(lines).containsExactly("whole");
        assertThat(halves).containsExactly("half");
    }

    @Test
    void shouldLetSendersWaitAndLoseNothing() throws IOException {
        isBusy = true;
        final String line = "x".repeat(999) + "\n";
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final SocketChannel client = client(receiver);
            client.configureBlocking(false);
            int sent = 0;
            // until neither side's kernel takes any more
            for (int refused = 0; refused < 100; ) {
                final int written =
                        client.write(ByteBuffer.wrap(line.repeat(100).getBytes(US_ASCII)));
                sent += written;
                refused = written == 0 ? refused + 1 : 0;
                LockSupport.parkNanos(written == 0 ? 1_000_000 : 0);
            }
            assertThat(counters.read(TcpCounter.BYTES)).isLessThan(sent);
            mayRead.countDown();
            final int all = sent;
            await(() -> counters.read(TcpCounter.BYTES) == all);
            client.close();
            await(() -> counters.read(TcpCounter.CONNECTIONS) == 0);
            final long bytes = lines.stream().mapToLong(one -> one.length() + 1).sum()
                    + halves.stream().mapToLong(String::length).sum();
            assertThat(bytes).isEqualTo(all);
        }
    }

    @Test
    void shouldHoldThousandsOfIdleSendersForLittle() throws IOException {
        try (TcpReceiver receiver = receiver(2 * IDLE, new SystemClock())) {
            for (int i = 0; i < IDLE; i++) {
                client(receiver);
            }
            await(() -> counters.read(TcpCounter.CONNECTIONS) == IDLE);
            for (final SocketChannel client : clients) {
                send(client, "a line\n");
            }
            await(() -> lines.size() == IDLE);
            assertThat(counters.read(TcpCounter.MEMORY)).isZero();
            for (final SocketChannel client : clients) {
                send(client, "half a");
            }
            await(() -> counters.read(TcpCounter.BYTES) == 13L * IDLE);
            assertThat(counters.read(TcpCounter.MEMORY)).isLessThanOrEqualTo(128L * IDLE);
        }
    }

    @Test
    void shouldBoundTheConnectionsOfOneAddressAndOfAll() throws IOException {
        try (TcpReceiver receiver = receiver(8, manual)) {
            for (int i = 0; i < 6; i++) {
                client(receiver);
            }
            await(() -> counters.read(TcpCounter.CONNECTIONS) == 6);
            assertClosed(client(receiver));
            assertThat(counters.read(TcpCounter.REFUSED_ADDRESS)).isEqualTo(1);
            client(receiver, "127.0.0.2");
            client(receiver, "127.0.0.2");
            await(() -> counters.read(TcpCounter.CONNECTIONS) == 8);
            assertClosed(client(receiver, "127.0.0.3"));
            assertThat(counters.read(TcpCounter.REFUSED_CONNECTIONS)).isEqualTo(1);
            assertThat(pipeline.refusals().newestFirst())
                    .extracting(
                            refusal -> refusal.cause() + " " + refusal.sender().replaceAll(":.*|/", ""))
                    .containsExactlyInAnyOrder("address 127.0.0.1", "connections 127.0.0.3");

            manual.advanceNs(61 * Clock.NANOS_PER_SECOND);
            send(clients.get(0), "I am here\n");
            await(() -> lines.size() == 1);
            client(receiver, "127.0.0.3");
            await(() -> counters.read(TcpCounter.CLOSED_IDLE) == 1 && counters.read(TcpCounter.ACCEPTED) == 9);
            assertThat(counters.read(TcpCounter.CONNECTIONS)).isLessThanOrEqualTo(8);
            assertClosed(clients.get(1));
        }
    }

    @Test
    void shouldCloseWhomItHasNoMemoryFor() throws IOException {
        budget = 3 * 256;
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            for (int i = 0; i < 4; i++) {
                send(client(receiver), "x".repeat(200));
                final int senders = i + 1;
                await(() -> counters.read(TcpCounter.BYTES) == 200L * senders);
            }
            await(() -> counters.read(TcpCounter.CLOSED_MEMORY) == 1);
            assertThat(counters.read(TcpCounter.MEMORY)).isEqualTo(budget);
            assertClosed(clients.get(3));
            send(clients.get(0), "\n");
            await(() -> lines.size() == 1);
        }
    }

    @Test
    void shouldCloseWhoFillsTheMemoryWhenAnotherNeedsSome() throws IOException {
        budget = 3 * 256;
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            for (int i = 0; i < 3; i++) {
                send(client(receiver, "127.0.0.2"), "x".repeat(200));
                final long bytes = 200L * (i + 1);
                await(() -> counters.read(TcpCounter.BYTES) == bytes);
            }
            final SocketChannel other = client(receiver);
            send(other, "y".repeat(150));
            await(() -> counters.read(TcpCounter.CLOSED_MEMORY) == 1);
            send(other, "\n");
            await(() -> lines.contains("y".repeat(150)));
        }
        assertThat(counters.read(TcpCounter.CLOSED_MEMORY)).isEqualTo(1);
    }

    @Test
    void shouldCloseWhoMakesNoSenseAndNobodyElse() throws IOException {
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final SocketChannel other = client(receiver);
            final SocketChannel odd = client(receiver);
            send(odd, "end\n");
            assertClosed(odd);
            send(other, "still here\n");
            await(() -> lines.contains("still here"));
        }
        assertThat(counters.read(TcpCounter.CLOSED_FRAME)).isEqualTo(1);
    }

    @Test
    void shouldPutLongFramesTogether() throws IOException {
        final String line = "0123456789".repeat(MAX_FRAME / 10 - 1);
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final SocketChannel client = client(receiver);
            send(client, line.substring(0, 5000));
            await(() -> counters.read(TcpCounter.BYTES) == 5000);
            send(client, line.substring(5000, 5001));
            await(() -> counters.read(TcpCounter.BYTES) == 5001);
            send(client, line.substring(5001) + "\nshort\n" + line);
            await(() -> lines.size() == 2);
            send(client, "\n");
            await(() -> lines.size() == 3);
            assertThat(lines).containsExactly(line, "short", line);
        }
    }

    @Test
    void shouldAnswer() throws IOException {
        answer = "yes\n".getBytes(US_ASCII);
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final SocketChannel client = client(receiver);
            send(client, "really?\n");
            final ByteBuffer answered = ByteBuffer.allocate(4);
            while (answered.hasRemaining()) {
                assertThat(client.read(answered)).isPositive();
            }
            assertThat(new String(answered.array(), US_ASCII)).isEqualTo("yes\n");
        }
    }

    @Test
    void shouldReadWhatTheKernelHoldsBeforeItCloses() throws IOException {
        final TcpReceiver receiver = receiver(10, new SystemClock());
        final SocketChannel client = client(receiver);
        await(() -> counters.read(TcpCounter.CONNECTIONS) == 1);
        for (int i = 0; i < 1000; i++) {
            send(client, "line " + i + "\n");
        }
        receiver.close();
        receiver.close();
        assertThat(lines).hasSize(1000).endsWith("line 999");
    }

    @Test
    void shouldSayWhichPortItCannotHave() throws IOException {
        try (TcpReceiver receiver = receiver(10, new SystemClock())) {
            final int port = receiver.addresses().get(0).getPort();
            assertThatThrownBy(
                            () -> receiver(new TcpConfig("toy", "port", true, List.of("127.0.0.1"), port, 1), manual))
                    .hasMessageStartingWith("toy: cannot listen on tcp 127.0.0.1:" + port);
        }
    }

    private TcpReceiver receiver(final int connections, final Clock clock) throws IOException {
        final TcpReceiver receiver =
                receiver(new TcpConfig("toy", "port", true, List.of("127.0.0.1"), 0, connections), clock);
        receiver.start();
        return receiver;
    }

    private TcpReceiver receiver(final TcpConfig config, final Clock clock) throws IOException {
        final StreamInput input = new StreamInput(pipeline.producer(TestSource.WAITING), Recorder::new, MAX_FRAME);
        return new TcpReceiver(
                "leela-toy",
                config,
                input,
                new MemoryBudget(budget, TcpCounter.MEMORY, counters),
                new ReceiverContext(clock, counters, faults::add));
    }

    private SocketChannel client(final TcpReceiver receiver) throws IOException {
        return client(receiver, "127.0.0.1");
    }

    private SocketChannel client(final TcpReceiver receiver, final String from) throws IOException {
        final SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.bind(new InetSocketAddress(from, 0));
        client.connect(receiver.addresses().get(0));
        return client;
    }

    private static void send(final SocketChannel client, final String text) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static void assertClosed(final SocketChannel client) {
        try {
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } catch (final IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static void await(final BooleanSupplier condition) {
        final Clock clock = new SystemClock();
        final long deadlineNs = clock.ticksNs() + 20 * Clock.NANOS_PER_SECOND;
        while (!condition.getAsBoolean()) {
            assertThat(clock.ticksNs()).isLessThan(deadlineNs);
            LockSupport.parkNanos(100_000);
        }
    }
}
