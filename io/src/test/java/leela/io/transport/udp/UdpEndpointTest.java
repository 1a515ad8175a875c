package leela.io.transport.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import leela.io.input.DatagramDecoder;
import leela.io.input.DatagramInput;
import leela.io.input.text.TextCounter;
import leela.io.socket.ReceiverContext;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Addresses of a door: IPv6, and multicast groups on the loopback interface. */
@Timeout(30)
final class UdpEndpointTest {

    private static final String GROUP = "239.192.74.66";
    private static final Path MEMBERSHIPS = Path.of("/proc/net/igmp6");
    private static final String IPV6_MEMBERSHIP = "ff1800000000000000000000efc04a42\\s";
    private static final int BUFFER = 1 << 16;
    /** A bit of CapEff, capabilities(7). */
    private static final long CAP_NET_ADMIN = 1 << 12;

    private final Counters counters = Counters.inMemory();
    private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
    private final ReceiverContext context = new ReceiverContext(new SystemClock(), counters, faults::add);
    private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
    private final DatagramDecoder recorder =
            (datagram, length, arrivalNs) -> read.add(datagram.getStringWithoutLengthAscii(0, length));

    @Test
    void shouldPassTheKernelsLimitWhereItMay() throws IOException {
        final int limit = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/net/core/rmem_max")).get(0));
        final long capabilities = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .findFirst()
                .orElseThrow();
        try (DatagramChannel channel =
                new UdpEndpoint("udp", InetAddress.getLoopbackAddress(), 0, 2 * limit, 1, "", false).open()) {
            assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF))
                    .isEqualTo((capabilities & CAP_NET_ADMIN) != 0 ? 2 * limit : limit);
        }
    }

    @Test
    void shouldHearWhatIsSentToAGroup() throws Exception {
        try (UdpReceiver receiver = text(GROUP);
                DatagramSocket client = multicaster()) {
            receiver.start();
            send(client, GROUP, receiver.address().getPort(), "to the group");

            assertThat(read.poll(5, TimeUnit.SECONDS)).isEqualTo("to the group");
        }
        assertThat(faults).isEmpty();
    }

    /** Loopback has no route for IPv6 groups, so that nothing can be sent; the kernel tells who has joined. */
    @Test
    void shouldJoinAnIpv6GroupUntilItIsClosed() throws Exception {
        try (UdpReceiver receiver = text("ff18::efc0:4a42")) {
            assertThat(receiver.address().getAddress()).isEqualTo(InetAddress.getByName("ff18::efc0:4a42"));
            assertThat(Files.readString(MEMBERSHIPS)).containsPattern("\\slo\\s+" + IPV6_MEMBERSHIP);
        }
        assertThat(Files.readString(MEMBERSHIPS)).doesNotContainPattern("\\slo\\s+" + IPV6_MEMBERSHIP);
    }

    @Test
    void shouldHearNothingButTheGroup() throws Exception {
        try (UdpReceiver receiver = text(GROUP);
                DatagramSocket client = multicaster()) {
            receiver.start();
            final int port = receiver.address().getPort();
            send(client, "127.0.0.1", port, "to the machine");
            send(client, "239.192.74.67", port, "to another group");
            send(client, GROUP, port, "to the group");

            assertThat(read.poll(5, TimeUnit.SECONDS)).isEqualTo("to the group");
        }
        assertThat(read).isEmpty();
    }

    @Test
    void shouldGiveEachReceiverOfAGroupEveryDatagram() throws Exception {
        try (UdpReceiver first = text(GROUP)) {
            final int port = first.address().getPort();
            hearBoth(first, receiver("leela-udp-1", endpoint(GROUP).withPort(port)), port);
        }
    }

    private void hearBoth(final UdpReceiver first, final UdpReceiver other, final int port) throws Exception {
        try (UdpReceiver second = other;
                DatagramSocket client = multicaster()) {
            first.start();
            second.start();
            send(client, GROUP, port, "for both");

            assertThat(read.poll(5, TimeUnit.SECONDS)).isEqualTo("for both");
            assertThat(read.poll(5, TimeUnit.SECONDS)).isEqualTo("for both");
        }
    }

    @Test
    void shouldNotAnswerAPingToAGroup() throws Exception {
        try (UdpReceiver receiver = receiver("leela-udp-0", endpoint(GROUP), pings());
                DatagramSocket client = multicaster()) {
            receiver.start();
            final int port = receiver.address().getPort();
            send(client, GROUP, port, "ping");
            send(client, GROUP, port, "after");

            assertThat(read.poll(5, TimeUnit.SECONDS)).isEqualTo("after");
            client.setSoTimeout(1);
            assertThatThrownBy(() -> client.receive(new DatagramPacket(new byte[8], 8)))
                    .isInstanceOf(IOException.class);
        }
        assertThat(counters.read(TextCounter.PINGS)).isZero();
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldListenOnIpv6() throws Exception {
        try (UdpReceiver receiver = text("::1");
                DatagramSocket client = new DatagramSocket()) {
            receiver.start();
            send(client, "::1", receiver.address().getPort(), "six");

            assertThat(read.poll(5, TimeUnit.SECONDS)).isEqualTo("six");
        }
    }

    @Test
    void shouldOpenOneSocketForAGroupHoweverManyThreadsThereAre() throws IOException {
        final UdpConfig config = new UdpConfig("udp", true, List.of("127.0.0.1", GROUP), "lo", 0, BUFFER, 4, false);

        assertThat(UdpEndpoint.of(config, "127.0.0.1").sockets()).isEqualTo(4);
        assertThat(UdpEndpoint.of(config, GROUP).sockets()).isEqualTo(1);
    }

    @Test
    void shouldNameTheKeyAndTheChoicesWhenTheInterfaceIsUnknown() {
        assertThatThrownBy(
                        () -> new UdpEndpoint("collectd", InetAddress.getByName(GROUP), 0, BUFFER, 1, "nosuch0", false)
                                .open())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("collectd.multicast_interface: \"nosuch0\" (expected: one of ")
                .hasMessageContaining("lo");
    }

    @Test
    void shouldNameTheKeyWhenTheHostIsUnknown() {
        assertThatThrownBy(() -> UdpEndpoint.of(UdpConfig.onLoopback("collectd", 25_826), "no such host"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "collectd.address: no such host (expected: an address, or the name of a host that is known)");
    }

    private UdpReceiver text(final String address) throws IOException {
        return receiver("leela-udp-0", endpoint(address));
    }

    private static UdpEndpoint endpoint(final String address) throws IOException {
        return new UdpEndpoint(
                "udp", InetAddress.getByName(address), 0, BUFFER, 1, loopback().getName(), false);
    }

    /** A client that sends to groups over loopback alone. */
    private static DatagramSocket multicaster() throws IOException {
        final DatagramSocket client = new DatagramSocket();
        client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback());
        client.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        return client;
    }

    private static NetworkInterface loopback() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    }

    private static void send(final DatagramSocket client, final String address, final int port, final String text)
            throws IOException {
        final byte[] bytes = text.getBytes(ISO_8859_1);
        client.send(
                new DatagramPacket(bytes, bytes.length, new InetSocketAddress(InetAddress.getByName(address), port)));
    }

    private UdpReceiver receiver(final String name, final UdpEndpoint endpoint) throws IOException {
        return receiver(name, endpoint, recorder);
    }

    private UdpReceiver receiver(final String name, final UdpEndpoint endpoint, final DatagramDecoder decoder)
            throws IOException {
        final DatagramInput input = new DatagramInput(decoder, null, TextCounter.DATAGRAMS, TextCounter.PINGS);
        return new UdpReceiver(name, endpoint, input, context);
    }

    /** Answers every {@code ping}, and records all else. */
    private DatagramDecoder pings() {
        return new DatagramDecoder() {
            @Override
            public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
                recorder.decode(datagram, length, arrivalNs);
            }

            @Override
            public byte[] answerTo(final DirectBuffer datagram, final int length) {
                return length == 4 ? new byte[] {'p', 'o', 'n', 'g'} : NO_ANSWER;
            }
        };
    }
}
