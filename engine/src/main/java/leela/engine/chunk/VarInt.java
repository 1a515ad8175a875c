package leela.engine.chunk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Integers in as few bytes as they need, least significant first, as Protocol Buffers write them: seven bits a byte,
 * the eighth set in all bytes but the last. Zigzag makes small negative numbers small positive ones.
 * Thread: any; stateless.
 * Memory: nothing.
 */
public final class VarInt {

    /** Bytes of the longest. */
    public static final int MAX_LENGTH = 10;

    private static final int BITS = 7;
    private static final int MORE = 0x80;
    private static final long MASK = 0x7f;

    private VarInt() {}

    /** Writes a number, taken as unsigned; the index behind it. */
    public static int put(final MutableDirectBuffer buffer, final int index, final long number) {
        int next = index;
        long rest = number;
        while ((rest & ~MASK) != 0) {
            buffer.putByte(next++, (byte) (rest & MASK | MORE));
            rest >>>= BITS;
        }
        buffer.putByte(next, (byte) rest);
        return next + 1;
    }

    /** Bytes that a number takes. */
    static int length(final long number) {
        return (Long.SIZE - Long.numberOfLeadingZeros(number | 1) + BITS - 1) / BITS;
    }

    /** The index behind the number at {@code index}; -1 if it is cut off at {@code limit} or too long. */
    public static int end(final DirectBuffer buffer, final int index, final int limit) {
        final int last = Math.min(limit, index + MAX_LENGTH);
        for (int next = index; next < last; next++) {
            if (buffer.getByte(next) >= 0) {
                return next + 1;
            }
        }
        return -1;
    }

    /** The number that lies between {@code index} and its {@link #end}. */
    public static long get(final DirectBuffer buffer, final int index, final int end) {
        long number = 0;
        for (int next = end - 1; next >= index; next--) {
            number = number << BITS | buffer.getByte(next) & MASK;
        }
        return number;
    }

    /** 0, -1, 1, -2 … become 0, 1, 2, 3 … */
    public static long zigzag(final long number) {
        return number << 1 ^ number >> Long.SIZE - 1;
    }

    public static long unzigzag(final long number) {
        return number >>> 1 ^ -(number & 1);
    }
}
