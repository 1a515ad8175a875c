package leela.io.unix;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.newsclub.net.unix.AFUNIXDatagramChannel;

/**
 * One unix datagram socket: bound, to read from, or connected, to write to. The library opens it; reading and writing go
 * through the JDK's own channel over its descriptor, since the library's calls allocate 16 bytes each and take longer.
 * Thread: one reader or writer; {@link #close} any.
 * Memory: nothing per datagram, for direct buffers.
 */
final class UnixDatagramSocket implements AutoCloseable {

    private final AFUNIXDatagramChannel channel;
    // never closed: the descriptor is the channel's
    private final FileChannel file;

    /** Bound to the path, which it clears and makes first. */
    static UnixDatagramSocket bound(final SocketPath path) throws IOException {
        final AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        try {
            path.bind(to -> connected(to).close(), to -> channel.bind(to.datagramAddress()));
            return new UnixDatagramSocket(channel, new FileInputStream(channel.getFileDescriptor()).getChannel());
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Connected to whoever has bound the path; throws where nobody has. */
    static UnixDatagramSocket connected(final SocketPath path) throws IOException {
        final AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        try {
            channel.connect(path.datagramAddress());
            return new UnixDatagramSocket(channel, new FileOutputStream(channel.getFileDescriptor()).getChannel());
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private UnixDatagramSocket(final AFUNIXDatagramChannel channel, final FileChannel file) {
        this.channel = channel;
        this.file = file;
    }

    /** From now on a read without a datagram, or a write without room, gives 0 at once instead of waiting. */
    void neverBlock() throws IOException {
        channel.configureBlocking(false);
    }

    /** As at first: reads and writes wait. */
    void block() throws IOException {
        channel.configureBlocking(true);
    }

    /** The next datagram, cut to the buffer; its length. Waits for one unless {@link #neverBlock}. */
    int read(final ByteBuffer into) throws IOException {
        return file.read(into);
    }

    /** Sends the buffer as one datagram; 0 if there is no room. Waits for room unless {@link #neverBlock}. */
    int write(final ByteBuffer from) throws IOException {
        return file.write(from);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
