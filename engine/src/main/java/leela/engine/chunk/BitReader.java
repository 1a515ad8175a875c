package leela.engine.chunk;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads what a {@link BitWriter} wrote.
 * Thread: its owner's.
 * Memory: nothing per call.
 * Errors: {@link ChunkException} behind the end.
 */
final class BitReader {

    private static final int HALF = Integer.SIZE;
    /** Bits of a word that are certainly there, wherever in its first byte it begins. */
    static final int RUN_BITS = 56;

    private DirectBuffer buffer;
    private int offset;
    private long position;
    private long endPosition;
    private int readableEnd;

    /** Bits in {@code [offset, offset + length)}; the buffer may be touched up to {@code readableEnd}. */
    void wrap(final DirectBuffer source, final int from, final int length, final int newReadableEnd) {
        buffer = source;
        offset = from;
        position = 0;
        endPosition = (long) length * Byte.SIZE;
        readableEnd = newReadableEnd;
    }

    /** The next {@code count} bits, 0 to 64. */
    long read(final int count) {
        if (position + count > endPosition) {
            throw new ChunkException("chunk: its raw bits end after " + endPosition / Byte.SIZE + " bytes");
        }
        return count <= HALF ? readHalf(count) : readHalf(HALF) | readHalf(count - HALF) << HALF;
    }

    /** Counts the ones up to the next zero, and passes both. */
    int readOnes() {
        int ones = 0;
        while (true) {
            final int index = offset + (int) (position >>> 3);
            final long word =
                    index + Long.BYTES <= readableEnd ? buffer.getLong(index, ByteOrder.LITTLE_ENDIAN) : tail(index);
            final int run = Math.min(Long.numberOfTrailingZeros(~(word >>> (position & 7))), RUN_BITS);
            ones += run;
            position += run;
            if (position >= endPosition || ones > Long.SIZE) {
                throw new ChunkException("chunk: no number begins with " + ones + " ones");
            }
            if (run < RUN_BITS) {
                position++;
                return ones;
            }
        }
    }

    DirectBuffer buffer() {
        return buffer;
    }

    /** Where the next bit is, in bits from the buffer's start. */
    long place() {
        return ((long) offset << 3) + position;
    }

    /** The same of the end. */
    long endPlace() {
        return ((long) offset << 3) + endPosition;
    }

    void moveTo(final long place) {
        position = place - ((long) offset << 3);
    }

    /** The last index where eight bytes can be read at once. */
    int lastWord() {
        return readableEnd - Long.BYTES;
    }

    /** The bits that come next, {@link #RUN_BITS} of them at least; what is behind the end is zero or anything. */
    long peek() {
        final int index = offset + (int) (position >>> 3);
        final long word =
                index + Long.BYTES <= readableEnd ? buffer.getLong(index, ByteOrder.LITTLE_ENDIAN) : tail(index);
        return word >>> (position & 7);
    }

    /** Passes over that many of them; false, and passes none, where they are not all there. */
    boolean pass(final int count) {
        if (position + count > endPosition) {
            return false;
        }
        position += count;
        return true;
    }

    private long readHalf(final int count) {
        final int index = offset + (int) (position >>> 3);
        final int shift = (int) position & 7;
        position += count;
        final long word =
                index + Long.BYTES <= readableEnd ? buffer.getLong(index, ByteOrder.LITTLE_ENDIAN) : tail(index);
        return word >>> shift & (1L << count) - 1;
    }

    private long tail(final int index) {
        long word = 0;
        for (int i = readableEnd - 1; i >= index; i--) {
            word = word << Byte.SIZE | (buffer.getByte(i) & 0xff);
        }
        return word;
    }
}
