package leela.io.transport.tcp;

import java.nio.ByteBuffer;
import leela.io.socket.MemoryBudget;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The beginning of a frame whose rest has not come, of one connection. Short ones are put in front of what is read
 * next; long ones are read into here, so that a byte that comes costs no copy of what was there.
 * Thread: the receiver's.
 * Memory: none while nothing waits but {@link #KEPT} bytes; grown from small, from one budget for all connections.
 */
final class PendingBytes {

    /** Up to here what waits is copied in front of what comes. */
    static final int SHORT = 4096;

    /** A buffer no longer than this stays with its connection. */
    static final int KEPT = 512;

    private static final int FIRST = 128;

    private final MemoryBudget budget;
    private byte[] bytes = {};
    private UnsafeBuffer buffer;
    private ByteBuffer room;
    private int length;

    PendingBytes(final MemoryBudget budget) {
        this.budget = budget;
    }

    int length() {
        return length;
    }

    /** What it takes of the budget. */
    int capacity() {
        return bytes.length;
    }

    boolean isLong() {
        return length > SHORT;
    }

    void copyTo(final MutableDirectBuffer to) {
        to.putBytes(0, bytes, 0, length);
    }

    /** Keeps these bytes in place of what was there; false where there is no memory. */
    boolean keep(final MutableDirectBuffer from, final int offset, final int count) {
        if (count == 0) {
            length = 0;
            if (bytes.length > KEPT) {
                release();
            }
            return true;
        }
        final boolean isHere = from == buffer;
        if (!isHere && !grow(count, false)) {
            return false;
        }
        if (!isHere || offset > 0) {
            from.getBytes(offset, bytes, 0, count);
        }
        length = count;
        return true;
    }

    /** Where more is to be read, behind what is there; null where there is no memory. */
    ByteBuffer room(final int maxFrame) {
        if (length == bytes.length && !grow(Math.min(2 * length, maxFrame), true)) {
            return null;
        }
        if (room == null || room.array() != bytes) {
            room = ByteBuffer.wrap(bytes);
        }
        return room.clear().position(length);
    }

    /** As many bytes were read into the room. */
    void read(final int count) {
        length += count;
    }

    /** What waits, from 0 on. */
    MutableDirectBuffer buffer() {
        if (buffer == null || buffer.byteArray() != bytes) {
            buffer = new UnsafeBuffer(bytes);
        }
        return buffer;
    }

    /** Gives all memory back. */
    void release() {
        budget.giveBack(bytes.length);
        bytes = new byte[0];
        buffer = null;
        room = null;
        length = 0;
    }

    private boolean grow(final int needed, final boolean isKept) {
        if (bytes.length >= needed) {
            return true;
        }
        final int capacity = Math.max(FIRST, Integer.highestOneBit(needed - 1) << 1);
        if (!budget.take(capacity - bytes.length)) {
            return false;
        }
        final byte[] larger = new byte[capacity];
        if (isKept) {
            System.arraycopy(bytes, 0, larger, 0, length);
        }
        bytes = larger;
        return true;
    }
}
