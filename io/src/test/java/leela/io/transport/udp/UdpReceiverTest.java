package leela.io.transport.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.SystemClock;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramInput;
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import leela.io.socket.ReceiverContext;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A UDP door, over loopback. */
@Timeout(30)
final class UdpReceiverTest {

    private static final UdpEndpoint ANY_PORT = endpoint(8 << 20, 1);
    private static final int SMALL_BUFFER = 4096;
    private static final long BUSY_NS = 200_000_000;

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final ReceiverContext context = new ReceiverContext(new SystemClock(), counters, faults::add);
    private final List<String> read = Collections.synchronizedList(new ArrayList<>());
    private final DatagramDecoder recorder =
            (datagram, length, arrivalNs) -> read.add(datagram.getStringWithoutLengthAscii(0, length));

    @Test
    void shouldSendBackWhatTheDecoderAnswers() throws IOException {
        try (UdpReceiver receiver = receiver("leela-udp-0", ANY_PORT, pinging());
                DatagramSocket client = client(receiver)) {
            receiver.start();
            for (final String ping : List.of("ping", "ping\n")) {
                send(client, ping);
                assertThat(receive(client)).isEqualTo("pong");
            }
            for (final String other : List.of("pin", "pingx", "ping\n\n", "PING", " ping", "gauge 1|a 1 1.0;")) {
                send(client, other);
            }
            send(client, "ping");
            assertThat(receive(client)).isEqualTo("pong");
            client.setSoTimeout(1);
            assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(read).containsExactly("pin", "pingx", "ping\n\n", "PING", " ping", "gauge 1|a 1 1.0;");
        assertThat(counters.read(TextCounter.PINGS)).isEqualTo(3);
        assertThat(counters.read(TextCounter.DATAGRAMS)).isEqualTo(9);
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldSendNothingBackWhereTheDecoderHasNoAnswer() throws IOException {
        try (UdpReceiver receiver = receiver("leela-udp-0", ANY_PORT, recorder);
                DatagramSocket client = client(receiver)) {
            send(client, "ping");
            receiver.start();
        }
        assertThat(read).containsExactly("ping");
        assertThat(counters.read(TextCounter.DATAGRAMS)).isEqualTo(1);
        assertThat(counters.read(TextCounter.PINGS)).isZero();
    }

    @Test
    void shouldReadWhatTheKernelHoldsBeforeItCloses() throws IOException {
        final List<String> sent = new ArrayList<>();
        final UdpReceiver receiver = receiver("leela-udp-0", ANY_PORT, recorder);
        try (DatagramSocket client = client(receiver)) {
            for (int i = 0; i < 100; i++) {
                sent.add("datagram " + i);
                send(client, sent.get(i));
            }
            receiver.start();
            receiver.close();
        }
        assertThat(read).isEqualTo(sent);
        receiver.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldTakeTheLongestDatagramThereIs() throws IOException {
        final List<Integer> lengths = new ArrayList<>();
        try (UdpReceiver receiver =
                        receiver("leela-udp-0", ANY_PORT, (datagram, length, arrivalNs) -> lengths.add(length));
                DatagramSocket client = client(receiver)) {
            send(client, "x".repeat(65_507));
            receiver.start();
        }
        assertThat(lengths).containsExactly(65_507);
    }

    @Test
    void shouldGoOnWhenADecoderThrows() throws IOException {
        try (UdpReceiver receiver = receiver("leela-udp-0", ANY_PORT, (datagram, length, arrivalNs) -> {
                    recorder.decode(datagram, length, arrivalNs);
                    if (read.size() == 1) {
                        throw new IllegalStateException("bad datagram");
                    }
                });
                DatagramSocket client = client(receiver)) {
            receiver.start();
            send(client, "bad");
            send(client, "good");
        }
        assertThat(read).containsExactly("bad", "good");
        assertThat(faults).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldLetTheKernelCountWhatDoesNotFitItsBuffer() throws Exception {
        final CountDownLatch isStuck = new CountDownLatch(1);
        final CountDownLatch mayGoOn = new CountDownLatch(1);
        final UdpEndpoint small = endpoint(SMALL_BUFFER, 1);
        final int sent = 500;
        final long dropped;
        try (UdpReceiver receiver = receiver("leela-udp-0", small, (datagram, length, arrivalNs) -> {
                    isStuck.countDown();
                    await(mayGoOn);
                    recorder.decode(datagram, length, arrivalNs);
                });
                DatagramSocket client = client(receiver)) {
            receiver.start();
            send(client, "first");
            assertThat(isStuck.await(5, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i < sent; i++) {
                send(client, "x".repeat(500));
            }
            dropped = new KernelDrops().read(receiver.address().getPort());
            mayGoOn.countDown();
        }
        assertThat(dropped).isPositive();
        assertThat(read.size() + dropped).isEqualTo(sent);
    }

    @Test
    void shouldShareAPortBetweenSockets() throws IOException {
        final UdpEndpoint two = endpoint(1 << 20, 2);
        try (UdpReceiver first = receiver("leela-udp-0", two, recorder)) {
            final int port = first.address().getPort();
            try (UdpReceiver second = receiver("leela-udp-1", two.withPort(port), recorder)) {
                first.start();
                second.start();
                for (int i = 0; i < 50; i++) {
                    try (DatagramSocket client = client(first)) {
                        send(client, "datagram");
                    }
                }
            }
        }
        assertThat(read).hasSize(50);
    }

    @Test
    void shouldSayPlainlyThatAPortIsTaken() throws IOException {
        try (UdpReceiver receiver = receiver("leela-udp-0", ANY_PORT, recorder)) {
            final int port = receiver.address().getPort();
            assertThatThrownBy(() -> receiver("leela-udp-1", ANY_PORT.withPort(port), recorder))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("udp: cannot listen on udp 127.0.0.1:" + port + ": ");
            assertThat(receiver.grantedBuffer()).isPositive();
        }
    }

    @Test
    void shouldNeverSleepWhereItIsToPoll() throws IOException {
        final UdpEndpoint polled = new UdpEndpoint("udp", InetAddress.getLoopbackAddress(), 0, 1 << 20, 1, "", true);
        try (UdpReceiver receiver = receiver("leela-udp-poll", polled, recorder);
                DatagramSocket client = client(receiver)) {
            receiver.start();
            final long id = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("leela-udp-poll"))
                    .findFirst()
                    .orElseThrow()
                    .getId();
            while (ManagementFactory.getThreadMXBean().getThreadCpuTime(id) < BUSY_NS) {
                Thread.onSpinWait();
            }
            send(client, "datagram");
        }
        assertThat(read).containsExactly("datagram");
    }

    private static UdpEndpoint endpoint(final int receiveBuffer, final int sockets) {
        return new UdpEndpoint("udp", InetAddress.getLoopbackAddress(), 0, receiveBuffer, sockets, "", false);
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static DatagramSocket client(final UdpReceiver receiver) throws IOException {
        final DatagramSocket client = new DatagramSocket();
        client.connect(new InetSocketAddress("127.0.0.1", receiver.address().getPort()));
        client.setSoTimeout(5000);
        return client;
    }

    private static void send(final DatagramSocket client, final String text) throws IOException {
        final byte[] bytes = text.getBytes(ISO_8859_1);
        client.send(new DatagramPacket(bytes, bytes.length));
    }

    private UdpReceiver receiver(final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder)
            throws IOException {
        final DatagramInput input = new DatagramInput(decoder, null, TextCounter.DATAGRAMS, TextCounter.PINGS);
        return new UdpReceiver(name, endpoint, input, context);
    }

    /** Answers pings, and records all else. */
    private DatagramDecoder pinging() {
        return new DatagramDecoder() {
            private final DatagramDecoder text =
                    new TextDecoder(RecordingPipeline.ofMetrics().producer(TextProtocol.UDP.source()), TextDialect.UDP);

            @Override
            public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
                recorder.decode(datagram, length, arrivalNs);
            }

            @Override
            public byte[] answerTo(final DirectBuffer datagram, final int length) {
                return text.answerTo(datagram, length);
            }
        };
    }

    private static String receive(final DatagramSocket client) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        client.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
    }
}
