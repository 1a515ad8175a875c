package leela.io.socket;

import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import leela.io.system.Descriptors;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * One unix datagram socket: bound, to read from, or connected, to write to. The library opens it; reading and writing
 * go past it to the descriptor, since the library's calls allocate 16 bytes each and take longer.
 * Thread: one reader or writer; {@link #close} any.
 * Memory: nothing per datagram, for direct buffers.
 */
public final class UnixDatagramSocket implements AutoCloseable {

    private final AFUNIXDatagramChannel channel;
    // never closed: the descriptor is the channel's
    private final FileChannel file;

    /** Bound to the path, which it clears and makes first. */
    public static UnixDatagramSocket bound(final SocketPath path) throws IOException {
        final AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        try {
            path.bind(to -> connected(to).close(), to -> channel.bind(to.datagramAddress()));
            return new UnixDatagramSocket(channel);
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Connected to whoever has bound the path; throws where nobody has. */
    public static UnixDatagramSocket connected(final SocketPath path) throws IOException {
        final AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        try {
            channel.connect(path.datagramAddress());
            return new UnixDatagramSocket(channel);
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** The same by an address as programs are given one: a path, or behind @ a name that is no file. */
    public static UnixDatagramSocket connected(final String address) throws IOException {
        final AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        try {
            channel.connect(
                    address.startsWith("@")
                            ? AFUNIXSocketAddress.inAbstractNamespace(address.substring(1))
                            : AFUNIXSocketAddress.of(Path.of(address)));
            return new UnixDatagramSocket(channel);
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private UnixDatagramSocket(final AFUNIXDatagramChannel channel) throws IOException {
        this.channel = channel;
        file = new FileOutputStream(channel.getFileDescriptor()).getChannel();
    }

    /** From now on reading without a datagram, or a write without room, gives 0 at once instead of waiting. */
    public void neverBlock() throws IOException {
        channel.configureBlocking(false);
    }

    /** What the bound socket is read through, by one reader. */
    public RecvmmsgBatch batch() throws IOException {
        return new RecvmmsgBatch(channel.getFileDescriptor());
    }

    /**
     * Asks for so many bytes of datagrams that wait at who reads; without the right to, the kernel gives what
     * net.core.wmem_max allows.
     */
    public void sendBuffer(final int bytes) throws IOException {
        if (!SystemCalls.forceSendBuffer(descriptor(), bytes)) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        }
    }

    /** For {@link leela.io.socket.SendmmsgBatch#send}. */
    public int descriptor() throws IOException {
        return Descriptors.of(channel.getFileDescriptor());
    }

    /** Sends the buffer as one datagram; 0 if there is no room. Waits for room unless {@link #neverBlock}. */
    public int write(final ByteBuffer from) throws IOException {
        return file.write(from);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
