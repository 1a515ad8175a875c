package leela.io.number;

import java.nio.ByteOrder;
import org.agrona.AsciiEncoding;
import org.agrona.MutableDirectBuffer;

/**
 * Lays out the digits of a positive decimal in a buffer, with its point and its exponent.
 * Thread: any; stateless.
 * Memory: nothing.
 * Units: indexes and results are absolute indexes into the buffer; a result is the first one after the text.
 * Errors: none of its own; the buffer checks its bounds.
 */
final class DecimalDigits {
    private static final int WORD_DIGITS = 8;
    private static final int WORD_SCALE = 100_000_000;
    private static final long WORD_OF_ZEROS = 0x3030_3030_3030_3030L;

    private DecimalDigits() {}

    /** Puts whole "." billionths; the fraction's trailing zeros are left out but for one. */
    static int putFixed(final MutableDirectBuffer buffer, final int index, final long whole, final int billionths) {
        final int point = putWhole(buffer, index, whole);
        buffer.putByte(point, (byte) '.');
        if (billionths == 0) {
            buffer.putByte(point + 1, (byte) '0');
            return point + 2;
        }
        final int upper = billionths / 10;
        final int ninth = billionths - upper * 10;
        final long word = word(upper);
        if (ninth == 0) {
            return putBytes(
                    buffer, point + 1, word, WORD_DIGITS - (Long.numberOfLeadingZeros(word ^ WORD_OF_ZEROS) >>> 3));
        }
        buffer.putLong(point + 1, word, ByteOrder.LITTLE_ENDIAN);
        buffer.putByte(point + 1 + WORD_DIGITS, (byte) ('0' + ninth));
        return point + 2 + WORD_DIGITS;
    }

    /**
     * Puts digits * 10^exponent with its point where it belongs; the exponent is negative, so that digits follow it.
     */
    static int putPlain(final MutableDirectBuffer buffer, final int index, final long digits, final int exponent) {
        final int count = AsciiEncoding.digitCount(digits);
        final int wholeCount = count + exponent;
        if (wholeCount <= 0) {
            buffer.putByte(index, (byte) '0');
            buffer.putByte(index + 1, (byte) '.');
            return putPadded(buffer, index + 2, digits, -exponent);
        }
        return putPoint(buffer, index, digits, count, wholeCount);
    }

    /** Puts one digit, the point, the others or a zero, and the exponent. */
    static int putScientific(final MutableDirectBuffer buffer, final int index, final long digits, final int exponent) {
        final int count = AsciiEncoding.digitCount(digits);
        int end = putPoint(buffer, index, digits, count, 1);
        if (count == 1) {
            buffer.putByte(end++, (byte) '0');
        }
        buffer.putByte(end++, (byte) 'e');
        return end + buffer.putIntAscii(end, exponent + count - 1);
    }

    /** Puts all digits one place too far and moves those before the point back: cheaper than a division by 10^n. */
    private static int putPoint(
            final MutableDirectBuffer buffer,
            final int index,
            final long digits,
            final int count,
            final int wholeCount) {
        final int end = putPadded(buffer, index + 1, digits, count);
        final int point = index + wholeCount;
        for (int i = index; i < point; i++) {
            buffer.putByte(i, buffer.getByte(i + 1));
        }
        buffer.putByte(point, (byte) '.');
        return end;
    }

    private static int putWhole(final MutableDirectBuffer buffer, final int index, final long whole) {
        if (whole < 10) {
            buffer.putByte(index, (byte) ('0' + whole));
            return index + 1;
        }
        return putPadded(buffer, index, whole, AsciiEncoding.digitCount(whole));
    }

    /** Puts exactly count digits, with leading zeros. */
    private static int putPadded(final MutableDirectBuffer buffer, final int index, final long value, final int count) {
        if (count <= WORD_DIGITS) {
            return putBytes(buffer, index, word((int) value) >>> Long.SIZE - (count << 3), count);
        }
        final long upper = value / WORD_SCALE;
        final int next = putPadded(buffer, index, upper, count - WORD_DIGITS);
        buffer.putLong(next, word((int) (value - upper * WORD_SCALE)), ByteOrder.LITTLE_ENDIAN);
        return next + WORD_DIGITS;
    }

    /** Puts the first count bytes of a little-endian word, and not one more. */
    private static int putBytes(final MutableDirectBuffer buffer, final int index, final long word, final int count) {
        if (count == WORD_DIGITS) {
            buffer.putLong(index, word, ByteOrder.LITTLE_ENDIAN);
            return index + WORD_DIGITS;
        }
        int next = index;
        long rest = word;
        if ((count & 4) != 0) {
            buffer.putInt(next, (int) rest, ByteOrder.LITTLE_ENDIAN);
            next += 4;
            rest >>>= 32;
        }
        if ((count & 2) != 0) {
            buffer.putShort(next, (short) rest, ByteOrder.LITTLE_ENDIAN);
            next += 2;
            rest >>>= 16;
        }
        if ((count & 1) != 0) {
            buffer.putByte(next++, (byte) rest);
        }
        return next;
    }

    /**
     * Eight digits as a little-endian word of ASCII. Three times each lane is split in two, the quotient staying where
     * it is and the remainder moving up: by 10,000, by 100 and by 10. The multiplications divide, exactly for so few
     * digits.
     */
    private static long word(final int eightDigits) {
        final long fours = eightDigits / 10_000 | (long) (eightDigits % 10_000) << 32;
        final long hundreds = (fours * 10_486 >>> 20) & 0x0000_007F_0000_007FL;
        final long twos = hundreds | fours - hundreds * 100 << 16;
        final long tens = (twos * 103 >>> 10) & 0x000F_000F_000F_000FL;
        return WORD_OF_ZEROS + (tens | twos - tens * 10 << 8);
    }
}
