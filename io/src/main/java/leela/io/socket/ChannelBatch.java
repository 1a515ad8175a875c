package leela.io.socket;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import leela.engine.refusal.SenderNames;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One datagram at a time, through the JDK's own channel: for machines that {@link leela.io.socket.RecvmmsgBatch} does
 * not know.
 * Thread: the reading one.
 * Memory: 64 KiB at construction; nothing per datagram of the same sender as the one before.
 */
public final class ChannelBatch implements DatagramBatch {

    private final DatagramChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private SocketAddress sender;

    public ChannelBatch(final DatagramChannel channel) {
        this.channel = channel;
    }

    @Override
    public int receive() throws IOException {
        sender = channel.receive(bytes.clear());
        return sender == null ? 0 : 1;
    }

    @Override
    public MutableDirectBuffer datagram(final int index) {
        return buffer;
    }

    @Override
    public int length(final int index) {
        return bytes.position();
    }

    @Override
    public SocketAddress sender(final int index) {
        return sender;
    }

    @Override
    public long account(final int index) {
        return SenderAccount.of(sender);
    }

    /** The JDK gives out addresses by the copy only. */
    @Override
    public int senderNumber(final int index) {
        return SenderNames.NOBODY;
    }
}
