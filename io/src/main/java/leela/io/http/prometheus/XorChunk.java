package leela.io.http.prometheus;

import io.netty.buffer.ByteBuf;

/**
 * Samples in Prometheus' XOR encoding, as many as its own chunks have.
 *
 * <pre>
 *   2 bytes    samples, big-endian
 *   first      time (zigzag varint), value (8 bytes)
 *   second     distance of times (varint), value as below
 *   others     difference of distances: 0 | 10 14 bits | 110 17 bits | 1110 20 bits | 1111 64 bits; value
 *   value      xor with the one before: 0 if none | 10 the bits within the window before
 *              | 11 leading zeros (5 bits), length (6 bits), the bits
 * </pre>
 *
 * Thread: its owner's.
 * Memory: 3 KiB, reused.
 * Units: epoch ms.
 */
final class XorChunk {

    static final int MOST_SAMPLES = 120;

    private static final int SAMPLE_BYTES = 19;
    private static final int COUNT_BYTES = 2;
    private static final int MOST_LEADING = 31;
    private static final int NO_WINDOW = 0xff;

    private final byte[] bytes = new byte[(MOST_SAMPLES + 2) * SAMPLE_BYTES];
    private long bits;
    private int count;
    private long firstMs;
    private long timeMs;
    private long distance;
    private long value;
    private int leading;
    private int trailing;

    XorChunk() {
        clear();
    }

    void clear() {
        java.util.Arrays.fill(bytes, (byte) 0);
        bits = COUNT_BYTES * Byte.SIZE;
        count = 0;
        leading = NO_WINDOW;
        trailing = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == MOST_SAMPLES;
    }

    long firstMs() {
        return firstMs;
    }

    long lastMs() {
        return timeMs;
    }

    /** Bytes so far. */
    int length() {
        return (int) ((bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    void appendTo(final ByteBuf out) {
        bytes[0] = (byte) (count >> Byte.SIZE);
        bytes[1] = (byte) count;
        out.writeBytes(bytes, 0, length());
    }

    /** Takes a sample that is later than those before. */
    void add(final long ms, final double sample) {
        final long raw = Double.doubleToRawLongBits(sample);
        if (count == 0) {
            firstMs = ms;
            varint(ms << 1 ^ ms >> Long.SIZE - 1);
            put(raw, Long.SIZE);
        } else {
            if (count == 1) {
                varint(ms - timeMs);
            } else {
                putDifference(ms - timeMs - distance);
            }
            distance = ms - timeMs;
            putXor(raw ^ value);
        }
        timeMs = ms;
        value = raw;
        count++;
    }

    private void putDifference(final long difference) {
        if (difference == 0) {
            put(0, 1);
        } else if (fits(difference, 14)) {
            put(0b10, 2);
            put(difference, 14);
        } else if (fits(difference, 17)) {
            put(0b110, 3);
            put(difference, 17);
        } else if (fits(difference, 20)) {
            put(0b1110, 4);
            put(difference, 20);
        } else {
            put(0b1111, 4);
            put(difference, Long.SIZE);
        }
    }

    private static boolean fits(final long number, final int width) {
        final long half = 1L << width - 1;
        return number > -half && number <= half;
    }

    private void putXor(final long xor) {
        if (xor == 0) {
            put(0, 1);
            return;
        }
        final int zeros = Math.min(MOST_LEADING, Long.numberOfLeadingZeros(xor));
        final int behind = Long.numberOfTrailingZeros(xor);
        if (leading != NO_WINDOW && zeros >= leading && behind >= trailing) {
            put(0b10, 2);
            put(xor >>> trailing, Long.SIZE - leading - trailing);
            return;
        }
        leading = zeros;
        trailing = behind;
        final int length = Long.SIZE - leading - trailing;
        put(0b11, 2);
        put(leading, 5);
        // 64 is written as 0
        put(length, 6);
        put(xor >>> trailing, length);
    }

    private void varint(final long number) {
        long left = number;
        while ((left & -0x80L) != 0) {
            put(left & 0x7f | 0x80, Byte.SIZE);
            left >>>= 7;
        }
        put(left, Byte.SIZE);
    }

    /** The lowest bits of a number, the highest of them first. */
    private void put(final long number, final int width) {
        int left = width;
        while (left > 0) {
            final int free = Byte.SIZE - (int) (bits % Byte.SIZE);
            final int taken = Math.min(free, left);
            final long part = number >>> left - taken & (1L << taken) - 1;
            bytes[(int) (bits / Byte.SIZE)] |= (byte) (part << free - taken);
            bits += taken;
            left -= taken;
        }
    }
}
