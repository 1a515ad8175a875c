package leela.io.transport.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import leela.io.input.DatagramInput;
import leela.io.socket.DatagramBatch;
import leela.io.socket.ReceiverContext;
import leela.io.socket.RecvmmsgBatch;
import leela.io.socket.SenderAccount;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;
import leela.io.transport.DatagramLoop;
import org.agrona.ErrorHandler;

/**
 * One bound unix datagram socket and the thread that reads it. Nothing is ever lost: when the ring is full it is not
 * read on, the socket's queue fills, and the sender blocks.
 * Thread: builder and closer any; the reading is its own thread's.
 * Memory: the batch's; nothing per datagram.
 * Errors: a path that cannot be bound throws; a datagram over 64 KiB is cut and its last entry malformed; see {@link
 * DatagramLoop}.
 */
public final class UnixDatagramReceiver implements AutoCloseable {

    private final SocketPath path;
    private final UnixDatagramSocket socket;
    private final DatagramLoop loop;
    private final ErrorHandler onError;
    private boolean isClosed;

    /** Binds; reads nothing before {@link #start}. {@code name} is the thread's, at most 15 characters. */
    public UnixDatagramReceiver(
            final String name, final Path path, final DatagramInput input, final ReceiverContext context)
            throws IOException {
        this.path = new SocketPath(path);
        onError = context.onError();
        socket = UnixDatagramSocket.bound(this.path);
        loop = new DatagramLoop(name, new LoopSocket(socket.batch()), input, context);
    }

    public void start() {
        loop.start();
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
        try {
            loop.end();
            socket.close();
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }

    /** Waits in the kernel, so it is woken by a datagram. */
    private final class LoopSocket implements DatagramLoop.Socket {

        private final RecvmmsgBatch batch;
        private final long account = SenderAccount.of(path.path());
        private boolean isBlocking = true;

        private LoopSocket(final RecvmmsgBatch batch) {
            this.batch = batch;
        }

        @Override
        public int await() throws IOException {
            return batch.await();
        }

        @Override
        public int receive() throws IOException {
            if (isBlocking) {
                isBlocking = false;
                socket.neverBlock();
            }
            return batch.receive();
        }

        @Override
        public DatagramBatch batch() {
            return batch;
        }

        @Override
        public boolean answer(final int index, final byte[] bytes) {
            return false;
        }

        @Override
        public String sender(final int index) {
            final String known = batch.localSender(index);
            return known.isEmpty() ? "unix socket " + path.path() : known;
        }

        @Override
        public long account(final int index) {
            return account;
        }

        @Override
        public int user(final int index) {
            return batch.user(index);
        }

        /** Sends a blank, which means nothing; a full queue needs none. From now on there is no file to send to. */
        @Override
        public void wake() throws IOException {
            try (UnixDatagramSocket self = UnixDatagramSocket.connected(path)) {
                self.neverBlock();
                self.write(ByteBuffer.allocateDirect(1).put(0, (byte) ' '));
            } finally {
                path.remove();
            }
        }
    }
}
