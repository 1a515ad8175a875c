package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to read a UDP socket, over loopback. */
@Timeout(20)
final class DatagramBatchTest {
    private static final int MANY = 3 * RecvmmsgBatch.SIZE + 1;

    private static Stream<Arguments> ways() {
        return Stream.of("127.0.0.1", "::1")
                .flatMap(address -> Stream.of(
                        Arguments.of(address, (Function<DatagramChannel, DatagramBatch>) ChannelBatch::new),
                        Arguments.of(address, (Function<DatagramChannel, DatagramBatch>) RecvmmsgBatch::new)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldGiveAllThatStandsInLineInItsOrder(
            final String address, final Function<DatagramChannel, DatagramBatch> way) throws IOException {
        final List<String> sent = IntStream.range(0, MANY)
                .mapToObj(i -> "datagram " + "x".repeat(i))
                .toList();
        try (DatagramChannel socket = bound(address);
                DatagramChannel client = bound(address)) {
            final DatagramBatch batch = way.apply(socket);
            assertThat(batch.receive()).isZero();
            for (final String text : sent) {
                client.send(bytes(text), socket.getLocalAddress());
            }
            assertThat(take(batch)).isEqualTo(sent);
            assertThat(batch.receive()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldTellWhoSentIt(final String address, final Function<DatagramChannel, DatagramBatch> way)
            throws IOException {
        try (DatagramChannel socket = bound(address);
                DatagramChannel one = bound(address);
                DatagramChannel other = bound(address)) {
            final DatagramBatch batch = way.apply(socket);
            final List<SocketAddress> senders = new ArrayList<>();
            one.send(bytes("one"), socket.getLocalAddress());
            other.send(bytes("other"), socket.getLocalAddress());
            for (int count = batch.receive(); count > 0; count = batch.receive()) {
                for (int i = 0; i < count; i++) {
                    senders.add(batch.sender(i));
                }
            }
            assertThat(senders).containsExactly(one.getLocalAddress(), other.getLocalAddress());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldNumberSendersByTheirAddress(final String address) throws IOException {
        try (DatagramChannel socket = bound(address);
                DatagramChannel one = bound(address);
                DatagramChannel other = bound(address)) {
            final DatagramBatch batch = new RecvmmsgBatch(socket);
            one.send(bytes("one"), socket.getLocalAddress());
            other.send(bytes("other"), socket.getLocalAddress());

            assertThat(batch.receive()).isEqualTo(2);
            final int number = SenderAccount.number(SenderAccount.of(new InetSocketAddress(address, 1)));
            assertThat(List.of(batch.senderNumber(0), batch.senderNumber(1))).containsExactly(number, number);
        }
    }

    @Test
    void shouldNumberAnIp4AddressAlikeInsideOfIp6() {
        assertThat(SenderAccount.ofIp6(0, 0xffff_7f00_0002L))
                .isEqualTo(SenderAccount.of(new InetSocketAddress("127.0.0.2", 1)))
                .isNotEqualTo(SenderAccount.of(new InetSocketAddress("127.0.0.3", 1)));
        assertThat(SenderAccount.number(SenderAccount.of(new InetSocketAddress("0.0.0.0", 1))))
                .isNotZero();
    }

    private static List<String> take(final DatagramBatch batch) throws IOException {
        final List<String> taken = new ArrayList<>();
        for (int count = batch.receive(); count > 0; count = batch.receive()) {
            for (int i = 0; i < count; i++) {
                taken.add(batch.datagram(i).getStringWithoutLengthAscii(0, batch.length(i)));
            }
        }
        return taken;
    }

    private static ByteBuffer bytes(final String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static DatagramChannel bound(final String address) throws IOException {
        final DatagramChannel channel = DatagramChannel.open(
                address.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        channel.bind(new InetSocketAddress(InetAddress.getByName(address), 0)).configureBlocking(false);
        return channel;
    }
}
