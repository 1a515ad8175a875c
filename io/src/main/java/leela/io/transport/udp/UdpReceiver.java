package leela.io.transport.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import leela.io.input.DatagramInput;
import leela.io.socket.ReceiverContext;
import leela.io.transport.DatagramLoop;
import org.agrona.ErrorHandler;

/**
 * One UDP socket and the thread that reads it. When the ring is full it is not read on: the kernel's buffer fills, and
 * the kernel counts what it drops, see {@link KernelDrops}.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: the batch's; nothing per datagram.
 * Errors: a socket that cannot be bound throws; see {@link DatagramLoop}.
 */
public final class UdpReceiver implements AutoCloseable {

    private final UdpSocket socket;
    private final DatagramLoop loop;
    private final ErrorHandler onError;

    /** Binds; reads nothing before {@link #start}. {@code name} is the thread's, at most 15 characters. */
    public UdpReceiver(
            final String name, final UdpEndpoint endpoint, final DatagramInput input, final ReceiverContext context)
            throws IOException {
        onError = context.onError();
        socket = new UdpSocket(endpoint);
        loop = new DatagramLoop(name, socket, input, context);
    }

    public void start() {
        loop.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return socket.address();
    }

    /** Bytes of receive buffer the kernel granted; it doubles them for its own book-keeping. */
    public int grantedBuffer() throws IOException {
        return socket.grantedBuffer();
    }

    /** Reads what the kernel still holds, then closes; from any thread. */
    @Override
    public void close() {
        loop.end();
        try {
            socket.close();
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }
}
