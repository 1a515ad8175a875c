package leela.io.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A local program that has registered for events, and the socket we reach it by.
 * Thread: the handler's; {@link #figures} any.
 * Memory: nothing per datagram.
 * Units: monotonic ns.
 */
final class Peer implements AutoCloseable {

    /** What became of a datagram. */
    enum Outcome { SENT, LOST, GONE }

    private final Path path;
    private final Object fileKey;
    private final UnixDatagramSocket socket;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private long registeredNs;

    /** Connects; throws where nobody has bound the path. */
    Peer(final Registration registration, final long nowNs) throws IOException {
        path = registration.path();
        fileKey = registration.fileKey();
        registeredNs = nowNs;
        socket = UnixDatagramSocket.connected(new SocketPath(path));
        socket.neverBlock();
    }

    /** Whether the registration comes from the very socket we are connected to, not from a later one at the same path. */
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

    /** Sends one datagram, if there is room for it. */
    Outcome send(final ByteBuffer datagram) {
        try {
            if (socket.write(datagram) > 0) {
                sent.lazySet(sent.get() + 1);
                return Outcome.SENT;
            }
            lost.lazySet(lost.get() + 1);
            return Outcome.LOST;
        } catch (final IOException gone) {
            return Outcome.GONE;
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
