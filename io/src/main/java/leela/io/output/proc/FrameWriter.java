package leela.io.output.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import leela.io.output.queue.ResultQueue;
import leela.io.socket.MemoryBudget;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The frame that a client of the proc socket is sent next ([protocols 5]): one at a time, put together of as many
 * results as it has room for.
 * Thread: one at a time, which its connection sees to.
 * Memory: a buffer of 4 KiB from the first results on, of 16 KiB once more waits and the budget has it; out of the
 * budget of all clients.
 */
final class FrameWriter {

    /** Longest frame we send: long enough that the call no longer matters, short enough for ten thousand clients. */
    static final int MAX_LENGTH = 16_384 - FrameReader.HEADER_LENGTH;

    /** Bytes of the first buffer. */
    static final int FIRST_CAPACITY = 4096;

    private static final int MAX_CAPACITY = FrameReader.HEADER_LENGTH + MAX_LENGTH;

    private final MemoryBudget budget;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private UnsafeBuffer view = new UnsafeBuffer(buffer);
    private long taken;

    FrameWriter(final MemoryBudget budget) {
        this.budget = budget;
    }

    /** Makes the first buffer for results, of bytes that the caller has taken out of the budget. */
    void allocate() {
        taken = FIRST_CAPACITY;
        allocate(FIRST_CAPACITY);
    }

    private void allocate(final int capacity) {
        buffer = ByteBuffer.allocate(capacity).limit(0);
        view = new UnsafeBuffer(buffer);
    }

    /** Whether a frame, or the rest of one, is still to be written. */
    boolean isWaiting() {
        return buffer.hasRemaining();
    }

    /** Writes what the client takes now. */
    void writeTo(final SocketChannel channel) throws IOException {
        channel.write(buffer);
    }

    /** Makes a status the next frame; none must be waiting. */
    void put(final byte[] status) {
        buffer = buffer.capacity() == 0
                ? ByteBuffer.allocate(FrameReader.HEADER_LENGTH + status.length)
                : buffer.clear();
        buffer.putShort((short) status.length).put(status).flip();
    }

    /** Makes the results that wait the next frame; false if there are none. */
    boolean fill(final ResultQueue results) {
        if (results.waiting() > buffer.capacity()
                && buffer.capacity() < MAX_CAPACITY
                && budget.take(MAX_CAPACITY - buffer.capacity())) {
            taken += MAX_CAPACITY - buffer.capacity();
            allocate(MAX_CAPACITY);
        }
        final int start = FrameReader.HEADER_LENGTH;
        final int end = results.drainTo(view, start, buffer.capacity());
        if (end == start) {
            return false;
        }
        buffer.clear().limit(end);
        buffer.putShort(0, (short) (end - start));
        return true;
    }

    /** Gives back to the budget what it took, and what {@link #allocate()} had of the caller's. */
    void giveBack() {
        budget.giveBack(taken);
        taken = 0;
    }
}
