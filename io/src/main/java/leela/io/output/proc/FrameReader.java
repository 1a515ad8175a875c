package leela.io.output.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Puts frames together from a stream that gives them in pieces.
 * Thread: its owner's.
 * Memory: a buffer as long as the longest frame so far, and an array a frame.
 * Units: lengths in bytes, big-endian.
 *
 * <pre>
 *   0        2
 *   +--------+-----------------+--------+---
 *   | length | length bytes    | length | ...
 *   +--------+-----------------+--------+---
 *     u16      instructions
 * </pre>
 */
final class FrameReader {

    static final int HEADER_LENGTH = 2;
    static final int MAX_LENGTH = 0xffff;

    static final int FIRST_CAPACITY = 4096;

    private ByteBuffer received = ByteBuffer.allocate(FIRST_CAPACITY);

    /**
     * Reads what the stream has; the number of bytes, 0 if there are none just now, -1 at its end. Take all frames
     * between two calls.
     */
    int readFrom(final ReadableByteChannel stream) throws IOException {
        return stream.read(received);
    }

    /** The next whole frame, or null if more bytes are needed. */
    byte[] next() {
        final int available = received.position();
        if (available < HEADER_LENGTH) {
            return null;
        }
        final int end = end();
        if (available < end) {
            makeRoom(end);
            return null;
        }
        final byte[] frame = new byte[end - HEADER_LENGTH];
        received.flip().position(HEADER_LENGTH);
        received.get(frame);
        received.compact();
        return frame;
    }

    /** Whether the beginning of a frame waits for its rest. */
    boolean isHalf() {
        return received.position() > 0;
    }

    /** How many bytes longer the buffer becomes when {@link #next} is called, for the frame that has begun. */
    int missing() {
        return received.position() < HEADER_LENGTH ? 0 : Math.max(0, end() - received.capacity());
    }

    private int end() {
        return HEADER_LENGTH + (received.getShort(0) & MAX_LENGTH);
    }

    private void makeRoom(final int length) {
        if (received.capacity() < length) {
            received = ByteBuffer.allocate(length).put(received.flip());
        }
    }

    /** A frame of its own around these bytes. */
    static ByteBuffer frame(final byte[] bytes) {
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "frame: " + bytes.length + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
        return ByteBuffer.allocate(HEADER_LENGTH + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .flip();
    }
}
