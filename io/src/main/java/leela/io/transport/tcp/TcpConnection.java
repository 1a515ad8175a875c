package leela.io.transport.tcp;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import leela.io.input.StreamDecoder;
import leela.io.socket.MemoryBudget;
import leela.io.socket.SenderAccount;

/**
 * One sender's connection: who it is, and what of it waits for its rest.
 * Thread: the receiver's.
 * Memory: a few objects; see {@link PendingBytes}.
 */
final class TcpConnection {

    private final SocketChannel channel;
    private final StreamDecoder decoder;
    private final InetSocketAddress peer;
    private final long account;
    private final int number;
    private final PendingBytes pending;
    private long heardNs;

    TcpConnection(
            final SocketChannel channel, final StreamDecoder decoder, final MemoryBudget budget, final long ticksNs)
            throws IOException {
        this.channel = channel;
        this.decoder = decoder;
        peer = (InetSocketAddress) channel.getRemoteAddress();
        account = SenderAccount.of(peer);
        number = SenderAccount.number(account);
        pending = new PendingBytes(budget);
        heardNs = ticksNs;
    }

    SocketChannel channel() {
        return channel;
    }

    StreamDecoder decoder() {
        return decoder;
    }

    PendingBytes pending() {
        return pending;
    }

    /** The number that stands for the sender's address. */
    long account() {
        return account;
    }

    int number() {
        return number;
    }

    /** Address and port, for people; allocates. */
    String name() {
        return NetUtil.toSocketAddressString(peer);
    }

    /** When something came last, by the ticks. */
    long heardNs() {
        return heardNs;
    }

    void heard(final long ticksNs) {
        heardNs = ticksNs;
    }
}
