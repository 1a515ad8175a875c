package leela.io.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import leela.io.system.Descriptors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets. */
@Timeout(20)
final class SendmmsgBatchTest {

    private final UnsafeBuffer bytes =
            new UnsafeBuffer(ByteBuffer.allocateDirect(18).put("first;second;third".getBytes(US_ASCII)));
    private final SendmmsgBatch batch = new SendmmsgBatch(3);
    private DatagramChannel receiver;
    private DatagramChannel sender;

    @BeforeEach
    void connect() throws IOException {
        receiver = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        sender = DatagramChannel.open().connect(receiver.getLocalAddress());
        batch.add(bytes, 0, 5);
        batch.add(bytes, 6, 6);
        batch.add(bytes, 13, 5);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
    }

    @Test
    void shouldSendTheDatagramsThatItIsTold() throws IOException {
        assertThat(batch.send(Descriptors.of(sender), 1, 2)).isEqualTo(2);
        assertThat(batch.send(Descriptors.of(sender), 0, 1)).isEqualTo(1);
        assertThat(receive()).isEqualTo("second");
        assertThat(receive()).isEqualTo("third");
        assertThat(receive()).isEqualTo("first");
    }

    @Test
    void shouldBeFilledAnewOnceItIsClear() throws IOException {
        assertThat(batch.isFull()).isTrue();
        batch.clear();
        assertThat(batch.isFull()).isFalse();
        batch.add(bytes, 6, 6);
        assertThat(batch.count()).isEqualTo(1);
        assertThat(batch.send(Descriptors.of(sender), 0, 1)).isEqualTo(1);
        assertThat(receive()).isEqualTo("second");
    }

    @Test
    void shouldThrowWhereNobodyReadsAnyMore() throws IOException {
        receiver.close();
        assertThatThrownBy(() -> {
                    // the kernel tells of the first at the second
                    batch.send(Descriptors.of(sender), 0, 1);
                    batch.send(Descriptors.of(sender), 0, 1);
                })
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("sendmmsg: error ");
    }

    private String receive() throws IOException {
        final ByteBuffer datagram = ByteBuffer.allocate(100);
        receiver.receive(datagram);
        return new String(datagram.array(), 0, datagram.position(), US_ASCII);
    }
}
