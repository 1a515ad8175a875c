package leela.io.transport.udp;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import leela.io.socket.ChannelBatch;
import leela.io.socket.DatagramBatch;
import leela.io.socket.RecvmmsgBatch;
import leela.io.transport.DatagramLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound UDP socket to read from. It waits in a selector, or where it is told so looks again and again without sleep.
 * Thread: the loop's; {@link #wake} and {@link #close} any.
 * Memory: the batch's; nothing per datagram.
 */
final class UdpSocket implements DatagramLoop.Socket, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
    private static final Consumer<SelectionKey> READABLE = key -> {};

    private final boolean isBusyPolling;
    /** One question to a group would be answered by many. */
    private final boolean answers;

    private final DatagramChannel channel;
    private final Selector selector;
    private final DatagramBatch batch;

    UdpSocket(final UdpEndpoint endpoint) throws IOException {
        isBusyPolling = endpoint.isBusyPolling();
        answers = !endpoint.isMulticast();
        channel = endpoint.open();
        try {
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            batch = batch(channel);
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    int grantedBuffer() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public int await() throws IOException {
        final int count = receive();
        if (count == 0 && isBusyPolling) {
            Thread.onSpinWait();
        } else if (count == 0) {
            selector.select(READABLE);
        }
        return count;
    }

    @Override
    public int receive() throws IOException {
        try {
            return batch.receive();
        } catch (final IOException failed) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            throw failed;
        }
    }

    @Override
    public DatagramBatch batch() {
        return batch;
    }

    @Override
    public boolean answer(final int index, final byte[] bytes) throws IOException {
        return answers && channel.send(ByteBuffer.wrap(bytes), batch.sender(index)) > 0;
    }

    @Override
    public String sender(final int index) {
        try {
            return NetUtil.toSocketAddressString((InetSocketAddress) batch.sender(index));
        } catch (final IOException unreadable) {
            return "";
        }
    }

    @Override
    public long account(final int index) {
        return batch.account(index);
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }

    private static DatagramBatch batch(final DatagramChannel channel) {
        try {
            return new RecvmmsgBatch(channel);
        } catch (final LinkageError missing) {
            LOG.info("event=recvmmsg_missing reason=\"{}\"; datagrams are read one by one", missing.getMessage());
            return new ChannelBatch(channel);
        }
    }
}
