package leela.io.transport.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import leela.engine.counters.Counter;
import leela.engine.runtime.NamedThreads;
import leela.io.input.DatagramDecoder;
import leela.io.socket.ReceiverContext;
import leela.io.socket.RecvmmsgBatch;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;

/**
 * One bound unix datagram socket and the thread that reads it into a decoder. Nothing is ever lost: when the ring is
 * full the decoder waits, the socket's queue fills, and the sender blocks. On close, what the kernel still holds is
 * read first.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: the batch's; nothing per datagram.
 * Errors: a path that cannot be bound throws; a datagram over 64 KiB is cut and its last entry malformed; what reading
 * throws goes to the error handler.
 */
public final class UnixDatagramReceiver implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_NS = 2_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final SocketPath path;
    private final UnixDatagramSocket socket;
    private final DatagramDecoder decoder;
    private final Counter datagrams;
    private final ReceiverContext context;
    private final RecvmmsgBatch batch;
    private final Thread thread;
    private volatile boolean isClosing;
    private boolean isClosed;

    /**
     * Binds; reads nothing before {@link #start}.
     *
     * @param name      of the thread, at most 15 characters
     * @param datagrams what counts the datagrams read
     */
    public UnixDatagramReceiver(
            final String name,
            final Path path,
            final DatagramDecoder decoder,
            final Counter datagrams,
            final ReceiverContext context)
            throws IOException {
        this.path = new SocketPath(path);
        this.decoder = decoder;
        this.datagrams = datagrams;
        this.context = context;
        socket = UnixDatagramSocket.bound(this.path);
        batch = socket.batch();
        thread = NamedThreads.named(name, context.onError(), this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it listens: an absolute path. */
    public Path path() {
        return path.path();
    }

    /** Takes nothing new, reads what the kernel still holds, then closes and removes the file; from any thread. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isClosing = true;
        try {
            wake();
            path.remove();
            thread.join(CLOSE_TIMEOUT_NS / NANOS_PER_MILLI);
        } catch (final IOException failed) {
            context.onError().onError(failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            closeSocket();
        }
    }

    /** Ends the wait for a datagram by sending one: a blank, which means nothing. A full queue needs none. */
    private void wake() throws IOException {
        try (UnixDatagramSocket self = UnixDatagramSocket.connected(path)) {
            self.neverBlock();
            self.write(ByteBuffer.allocateDirect(1).put(0, (byte) ' '));
        }
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }

    private void run() {
        while (!isClosing) {
            read();
        }
        drain();
    }

    /**
     * Reads what stands in line, waiting if there is nothing, and publishes it together; false if there was nothing.
     */
    private boolean read() {
        try {
            final int count = batch.await();
            if (count > 0) {
                context.counters().add(datagrams, count);
                decodeAll(count, context.clock().timeNs());
            }
            return count > 0;
        } catch (final RuntimeException fault) {
            context.onError().onError(fault);
            return true;
        } catch (final IOException failed) {
            report(failed);
            return !isClosing;
        }
    }

    private void decodeAll(final int count, final long nowNs) {
        decoder.hold();
        for (int i = 0; i < count; i++) {
            try {
                decoder.decode(batch.datagram(i), batch.length(i), nowNs);
            } catch (final RuntimeException fault) {
                context.onError().onError(fault);
            }
        }
        decoder.release();
    }

    private void report(final IOException failed) {
        if (!isClosing) {
            context.onError().onError(failed);
        }
    }

    private void drain() {
        final long deadlineNs = context.clock().ticksNs() + CLOSE_TIMEOUT_NS / 2;
        try {
            socket.neverBlock();
            while (context.clock().ticksNs() - deadlineNs < 0 && read()) {
                // until the kernel has no more
            }
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }
}
