package leela.io.transport.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;

/**
 * Sends datagrams to a databus. The engine loses none: while its ring is full, {@link #send} waits.
 * Thread: one.
 * Memory: one buffer of the longest datagram.
 * Errors: a databus that is not there, or goes away, is an {@link IOException}.
 */
public final class DatabusClient implements AutoCloseable {

    /** Longest datagram a databus takes. */
    public static final int MAX_DATAGRAM = 65_536;

    private final SocketPath path;
    private final UnixDatagramSocket socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);

    /** Connects to the databus that an engine has bound at {@code databus}. */
    public DatabusClient(final Path databus) throws IOException {
        path = new SocketPath(databus);
        try {
            socket = UnixDatagramSocket.connected(path);
        } catch (final IOException absent) {
            throw new IOException("nobody listens at " + path + ": " + absent.getMessage(), absent);
        }
    }

    /** Sends one datagram: whole entries, at most {@link #MAX_DATAGRAM} bytes. */
    public void send(final byte[] datagram) throws IOException {
        send(datagram, 0, datagram.length);
    }

    /** As above, of a part of the array. */
    public void send(final byte[] bytes, final int offset, final int length) throws IOException {
        if (length > MAX_DATAGRAM) {
            throw new IOException("datagram: " + length + " bytes (expected: at most " + MAX_DATAGRAM + ")");
        }
        if (length > 0) {
            buffer.clear();
            buffer.put(bytes, offset, length).flip();
            socket.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
