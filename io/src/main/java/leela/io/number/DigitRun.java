package leela.io.number;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads runs of decimal digits, eight bytes at a time where the limit allows.
 * Thread: its owner's; one at a time.
 * Memory: nothing.
 * Units: indexes and limits are absolute indexes into the buffer, in bytes.
 * Errors: none; more than MAX_DIGITS make the value meaningless, and the caller knows their number from the indexes.
 */
final class DigitRun {
    /** Any decimal of so many digits fits an unsigned long. */
    static final int MAX_DIGITS = 19;

    static final long ZEROS = 0x3030_3030_3030_3030L;
    private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long HIGH_BITS = ~LOW_BITS;
    /** Added to a byte of at most 127, it carries into the high bit from 10 on. */
    private static final long TEN_OR_MORE = 0x7676_7676_7676_7676L;

    private static final long[] SCALES = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private long value;

    /** The digits of all runs since the last start, as one unsigned number. */
    long value() {
        return value;
    }

    /** Reads the run at index as a new number; returns the index of the first byte that is no digit, or the limit. */
    int start(final DirectBuffer buffer, final int index, final int limit) {
        value = 0;
        return resume(buffer, index, limit);
    }

    /** Reads the run at index as further digits of the same number. */
    int resume(final DirectBuffer buffer, final int index, final int limit) {
        long number = value;
        int next = index;
        while (limit - next >= Long.BYTES) {
            final long digits = buffer.getLong(next, ByteOrder.LITTLE_ENDIAN) ^ ZEROS;
            final long marks = marks(digits);
            if (marks != 0) {
                final int count = Long.numberOfTrailingZeros(marks) >>> 3;
                if (count > 0) {
                    number = number * SCALES[count] + join(digits << Long.SIZE - (count << 3));
                }
                value = number;
                return next + count;
            }
            number = number * SCALES[Long.BYTES] + join(digits);
            next += Long.BYTES;
        }
        for (int digit; next < limit && isDigit(digit = buffer.getByte(next) - '0'); next++) {
            number = number * 10 + digit;
        }
        value = number;
        return next;
    }

    /** The high bit of each byte that is no digit; expects a little-endian word of text, exclusive-or ZEROS. */
    static long marks(final long digits) {
        return ((digits & LOW_BITS) + TEN_OR_MORE | digits) & HIGH_BITS;
    }

    /** Eight digits as a number: neighbours become pairs, then the pairs are weighted and summed in the upper half. */
    static long join(final long digits) {
        final long pairs = digits * 10 + (digits >>> 8);
        return ((pairs & 0xFF_0000_00FFL) * 0xF_4240_0000_0064L
                        + ((pairs >>> 16) & 0xFF_0000_00FFL) * 0x2710_0000_0001L)
                >>> 32;
    }

    static boolean isDigit(final int digit) {
        return digit >= 0 && digit <= 9;
    }
}
