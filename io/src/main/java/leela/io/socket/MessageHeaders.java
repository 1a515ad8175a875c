package leela.io.socket;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An array of {@code struct mmsghdr} (recvmmsg(2)), each with one {@code struct iovec}, as 64-bit Linux lays them out.
 * Thread: its owner's.
 * Memory: 80 bytes a header, outside the heap.
 */
final class MessageHeaders {

    // struct mmsghdr, <bits/socket.h>
    private static final int SIZE = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;
    // struct iovec, <bits/types/struct_iovec.h>
    private static final int VECTOR_SIZE = 16;

    private final UnsafeBuffer headers;
    private final UnsafeBuffer vectors;

    MessageHeaders(final int count) {
        headers = new UnsafeBuffer(ByteBuffer.allocateDirect(count * SIZE));
        vectors = new UnsafeBuffer(ByteBuffer.allocateDirect(count * VECTOR_SIZE));
        for (int i = 0; i < count; i++) {
            headers.putLong(i * SIZE + VECTOR, vectors.addressOffset() + i * VECTOR_SIZE);
            headers.putLong(i * SIZE + VECTOR_COUNT, 1);
        }
    }

    /** Where the header with this index lies. */
    long address(final int index) {
        return headers.addressOffset() + index * SIZE;
    }

    /** Where a datagram's bytes lie, and how many they are or may be. */
    void bytes(final int index, final long address, final int length) {
        vectors.putLong(index * VECTOR_SIZE, address);
        vectors.putLong(index * VECTOR_SIZE + Long.BYTES, length);
    }

    /** Where the kernel puts who sent a datagram. */
    void name(final int index, final long address) {
        headers.putLong(index * SIZE, address);
    }

    /** The room there; the kernel puts the address's own length in its place each time. */
    void nameLength(final int index, final int length) {
        headers.putInt(index * SIZE + NAME_LENGTH, length);
    }

    /** The length of the address that the kernel put there. */
    int nameLength(final int index) {
        return headers.getInt(index * SIZE + NAME_LENGTH);
    }

    /** Where the kernel puts what else it tells, and how much room there is; it changes the length each time. */
    void control(final int index, final long address, final int length) {
        headers.putLong(index * SIZE + CONTROL, address);
        headers.putLong(index * SIZE + CONTROL_LENGTH, length);
    }

    /** How much it told. */
    long controlLength(final int index) {
        return headers.getLong(index * SIZE + CONTROL_LENGTH);
    }

    /** How many bytes were received. */
    int length(final int index) {
        return headers.getInt(index * SIZE + LENGTH);
    }
}
