package leela.io.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import leela.engine.agent.NamedThreads;
import leela.engine.counters.CounterId;
import leela.io.DatagramDecoder;
import leela.io.ReceiverContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One bound unix datagram socket and the thread that reads it into a decoder. Nothing is ever lost: when the ring is full the decoder
 * waits, the socket's queue fills, and the sender blocks. On close, what the kernel still holds is read first.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: one 64 KiB buffer; nothing per datagram.
 * Errors: a path that cannot be bound throws; a datagram over 64 KiB is cut and its last entry malformed; what reading throws goes to
 * the error handler.
 */
public final class UnixDatagramReceiver implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_536;
    private static final long CLOSE_TIMEOUT_NS = 2_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    /** A datagram that is read sooner was there already. */
    private static final long IN_LINE_NS = 20_000;
    /** What reading a datagram of no bytes gives: to a channel of files, which ours is, that looks like the end of one. */
    private static final int EMPTY = -1;

    private final SocketPath path;
    private final UnixDatagramSocket socket;
    private final DatagramDecoder decoder;
    private final CounterId datagrams;
    private final ReceiverContext context;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final Thread thread;
    private volatile boolean isClosing;
    private boolean isClosed;
    private boolean wasInLine; // reading thread

    /**
     * Binds; reads nothing before {@link #start}.
     *
     * @param name      of the thread, at most 15 characters
     * @param datagrams what counts the datagrams read
     */
    public UnixDatagramReceiver(final String name, final Path path, final DatagramDecoder decoder, final CounterId datagrams,
            final ReceiverContext context) throws IOException {
        this.path = new SocketPath(path);
        this.decoder = decoder;
        this.datagrams = datagrams;
        this.context = context;
        socket = UnixDatagramSocket.bound(this.path);
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
            if (readOne() && wasInLine) {
                readLine();
            }
        }
        drain();
    }

    /** Reads what stands in line, and publishes it together. Where nothing did, the two calls that turn waiting off and on would be lost. */
    private void readLine() {
        decoder.hold();
        try {
            socket.neverBlock();
            boolean hasMore = true;
            while (hasMore && !isClosing) {
                hasMore = readOne();
            }
            socket.block();
        } catch (final IOException failed) {
            report(failed);
        } finally {
            decoder.release();
        }
    }

    /** False if there was none. */
    private boolean readOne() {
        bytes.clear();
        try {
            final long askedNs = context.clock().ticksNs();
            final int length = socket.read(bytes);
            wasInLine = context.clock().ticksNs() - askedNs < IN_LINE_NS;
            if (length <= 0) {
                return length == EMPTY;
            }
            context.counters().increment(datagrams);
            decoder.decode(buffer, length, context.clock().timeNs());
        } catch (final RuntimeException fault) {
            context.onError().onError(fault);
        } catch (final IOException failed) {
            report(failed);
        }
        return true;
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
            boolean hasMore = true;
            while (hasMore && context.clock().ticksNs() - deadlineNs < 0) {
                hasMore = readOne();
            }
        } catch (final IOException failed) {
            context.onError().onError(failed);
        }
    }
}
