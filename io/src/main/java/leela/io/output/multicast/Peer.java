package leela.io.output.multicast;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import leela.io.socket.SendmmsgBatch;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;

/**
 * A local program that has registered for events, and the socket we reach it by.
 * Thread: the handler's; {@link #figures} any.
 * Memory: nothing per datagram.
 * Units: monotonic ns.
 */
final class Peer implements AutoCloseable {

    /** Nobody reads any more. */
    static final int GONE = -1;

    /** Bytes that may wait for it, which the kernel doubles: 10 ms of the highest rate. */
    private static final int SEND_BUFFER = 1 << 20;

    private final Path path;
    private final Object fileKey;
    private final UnixDatagramSocket socket;
    private final int descriptor;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private long registeredNs;

    /** Connects; throws where nobody has bound the path. */
    Peer(final Registration registration, final long nowNs) throws IOException {
        path = registration.path();
        fileKey = registration.fileKey();
        registeredNs = nowNs;
        socket = UnixDatagramSocket.connected(new SocketPath(path));
        try {
            socket.sendBuffer(SEND_BUFFER);
            descriptor = socket.descriptor();
        } catch (final IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /**
     * Whether the registration comes from the very socket we are connected to, not from a later one at the same path.
     */
    boolean isMeantBy(final Registration registration) {
        return path.equals(registration.path()) && fileKey.equals(registration.fileKey());
    }

    boolean isAt(final Path other) {
        return path.equals(other);
    }

    void refresh(final long nowNs) {
        registeredNs = nowNs;
    }

    boolean hasExpired(final long nowNs, final long ttlNs) {
        return nowNs - registeredNs >= ttlNs;
    }

    /**
     * Sends {@code size} datagrams from the index {@code first} on, as many as there is room for; how many, or {@link
     * #GONE}.
     */
    int send(final SendmmsgBatch batch, final int first, final int size) {
        try {
            final int taken = batch.send(descriptor, first, size);
            sent.lazySet(sent.get() + taken);
            lost.lazySet(lost.get() + size - taken);
            return taken;
        } catch (final IOException gone) {
            return GONE;
        }
    }

    PeerFigures figures() {
        return new PeerFigures(path, sent.get(), lost.get());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
