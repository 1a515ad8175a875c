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
    private static final int TWO_WORDS_DIGITS = 2 * WORD_DIGITS;
    /** Whole numbers from here to before ten times as many have ten digits: seconds since 1970 do for centuries. */
    private static final long TEN_DIGITS = 1_000_000_000;

    private static final long[] POWERS = new long[TWO_WORDS_DIGITS + 1];
    private static final long WORD_OF_ZEROS = 0x3030_3030_3030_3030L;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

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
     *
     * @param whole what stands before the point
     */
    static int putPlain(
            final MutableDirectBuffer buffer,
            final int index,
            final long digits,
            final int exponent,
            final long whole) {
        if (-exponent > TWO_WORDS_DIGITS) {
            return putSmall(buffer, index, digits, exponent);
        }
        final int point = putWhole(buffer, index, whole);
        buffer.putByte(point, (byte) '.');
        return putFraction(buffer, point + 1, digits - whole * POWERS[-exponent], -exponent);
    }

    /** Puts exactly count digits, 1 to 16, with leading zeros: the first eight and the last, which may overlap. */
    private static int putFraction(
            final MutableDirectBuffer buffer, final int index, final long fraction, final int count) {
        if (count < WORD_DIGITS) {
            return putBytes(buffer, index, word((int) fraction) >>> Long.SIZE - (count << 3), count);
        }
        final long all = fraction * POWERS[TWO_WORDS_DIGITS - count];
        final long upper = all / WORD_SCALE;
        final long first = word((int) upper);
        final long second = word((int) (all - upper * WORD_SCALE));
        buffer.putLong(index, first, ByteOrder.LITTLE_ENDIAN);
        final int left = count - WORD_DIGITS << 3;
        final long last = left == Long.SIZE ? second : first >>> left | second << 1 << Long.SIZE - 1 - left;
        buffer.putLong(index + count - WORD_DIGITS, last, ByteOrder.LITTLE_ENDIAN);
        return index + count;
    }

    private static int putSmall(
            final MutableDirectBuffer buffer, final int index, final long digits, final int exponent) {
        buffer.putByte(index, (byte) '0');
        buffer.putByte(index + 1, (byte) '.');
        return putPadded(buffer, index + 2, digits, -exponent);
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

    /** Puts a number without a point. */
    static int putWhole(final MutableDirectBuffer buffer, final int index, final long whole) {
        if (whole < 10) {
            buffer.putByte(index, (byte) ('0' + whole));
            return index + 1;
        }
        if (whole < 100) {
            return putTwo(buffer, index, (int) whole);
        }
        if (whole >= TEN_DIGITS && whole < 10 * TEN_DIGITS) {
            return putTenDigits(buffer, index, whole);
        }
        return putPadded(buffer, index, whole, AsciiEncoding.digitCount(whole));
    }

    private static int putTwo(final MutableDirectBuffer buffer, final int index, final int number) {
        final int tens = number * 103 >>> 10;
        buffer.putShort(index, (short) (0x3030 + tens + (number - tens * 10 << 8)), ByteOrder.LITTLE_ENDIAN);
        return index + 2;
    }

    private static int putTenDigits(final MutableDirectBuffer buffer, final int index, final long number) {
        final int upper = (int) (number / WORD_SCALE);
        putTwo(buffer, index, upper);
        buffer.putLong(index + 2, word((int) (number - (long) upper * WORD_SCALE)), ByteOrder.LITTLE_ENDIAN);
        return index + 2 + WORD_DIGITS;
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
