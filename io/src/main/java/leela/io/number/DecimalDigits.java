package leela.io.number;

import java.nio.ByteOrder;
import org.agrona.AsciiEncoding;
import org.agrona.MutableDirectBuffer;

/**
 * Lays out the digits of a positive decimal in a buffer, with its point and its exponent. What is put roomily writes
 * up to {@link #ROOM} bytes from its index on, whatever its length, and so needs no branch for it.
 * Thread: any; stateless.
 * Memory: 48 KiB at class initialisation.
 * Units: indexes and results are absolute indexes into the buffer; a result is the first one after the text.
 * Errors: none of its own; the buffer checks its bounds.
 */
final class DecimalDigits {
    private static final int WORD_DIGITS = 8;
    private static final int WORD_SCALE = 100_000_000;
    private static final int TWO_WORDS_DIGITS = 2 * WORD_DIGITS;
    /** Whole numbers from here to before ten times as many have ten digits: seconds since 1970 do for centuries. */
    private static final long TEN_DIGITS = 1_000_000_000;

    /** Bytes from its index on that something put roomily may touch. */
    static final int ROOM = 40;

    /** Whole numbers below it are looked up. */
    private static final int SMALL = 1000;
    /** Of small whole numbers their text, a point behind it, and in the upper half its length. */
    private static final long[] POINTED = new long[SMALL];

    private static final int FOURS = 10_000;
    /** The text of each: what is looked up is not multiplied three times, and found in the second cache at worst. */
    private static final int[] FOUR_DIGITS = new int[FOURS];
    /** Multiplied with, and shifted by this, eight digits are divided by 10,000. */
    private static final long TEN_THOUSANDTH = 109_951_163;

    private static final int TEN_THOUSANDTH_SHIFT = 40;
    private static final long LOW_HALF = 0xffff_ffffL;

    private static final int ZERO_DIGITS = 0x3030_3030;

    private static final long[] POWERS = new long[TWO_WORDS_DIGITS + 1];
    private static final long WORD_OF_ZEROS = 0x3030_3030_3030_3030L;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
        for (int i = 0; i < FOURS; i++) {
            FOUR_DIGITS[i] = ZERO_DIGITS + (i / 1000 | i / 100 % 10 << 8 | i / 10 % 10 << 16 | i % 10 << 24);
        }
        for (int i = 0; i < SMALL; i++) {
            final String text = i + ".";
            for (int at = 0; at < text.length(); at++) {
                POINTED[i] |= (long) text.charAt(at) << (at << 3);
            }
            POINTED[i] |= (long) text.length() << Integer.SIZE;
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

    /** The same as {@link #putPlain}, roomily; the exponent is -20 at least, and there are 17 digits at most. */
    static int putPlainRoomily(
            final MutableDirectBuffer buffer,
            final int index,
            final long digits,
            final int exponent,
            final long whole) {
        int next = putPointedRoomily(buffer, index, whole);
        int count = -exponent;
        long fraction = digits;
        if (count > TWO_WORDS_DIGITS) {
            // nothing but zeros before the point: 1 to 4 digits, of which all but the last are zero, and 16 more
            final long lead = fraction / POWERS[TWO_WORDS_DIGITS];
            final int more = count - TWO_WORDS_DIGITS;
            buffer.putInt(next, ZERO_DIGITS + ((int) lead << (more - 1 << 3)), ByteOrder.LITTLE_ENDIAN);
            next += more;
            count = TWO_WORDS_DIGITS;
            fraction -= lead * POWERS[TWO_WORDS_DIGITS];
        } else {
            fraction = (fraction - whole * POWERS[count]) * POWERS[TWO_WORDS_DIGITS - count];
        }
        final long upper = fraction / WORD_SCALE;
        buffer.putLong(next, word((int) upper), ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(next + WORD_DIGITS, word((int) (fraction - upper * WORD_SCALE)), ByteOrder.LITTLE_ENDIAN);
        return next + count;
    }

    /** Puts whole "." hundred-millionths roomily, these without trailing zeros; they are not 0. */
    static int putFixedRoomily(
            final MutableDirectBuffer buffer, final int index, final long whole, final int hundredMillionths) {
        final int next = putPointedRoomily(buffer, index, whole);
        final long word = word(hundredMillionths);
        buffer.putLong(next, word, ByteOrder.LITTLE_ENDIAN);
        return next + WORD_DIGITS - (Long.numberOfLeadingZeros(word ^ WORD_OF_ZEROS) >>> 3);
    }

    /** Puts a whole number of 16 digits at most, and a point, roomily. */
    static int putPointedRoomily(final MutableDirectBuffer buffer, final int index, final long whole) {
        int next = index;
        if (whole < SMALL) {
            final long text = POINTED[(int) whole];
            buffer.putInt(index, (int) text, ByteOrder.LITTLE_ENDIAN);
            return index + (int) (text >>> Integer.SIZE);
        }
        if (whole < WORD_SCALE) {
            next = putHeadRoomily(buffer, next, (int) whole);
        } else {
            final long upper = whole / WORD_SCALE;
            next = putHeadRoomily(buffer, next, (int) upper);
            buffer.putLong(next, word((int) (whole - upper * WORD_SCALE)), ByteOrder.LITTLE_ENDIAN);
            next += WORD_DIGITS;
        }
        buffer.putByte(next, (byte) '.');
        return next + 1;
    }

    /** Puts a positive number of eight digits at most. */
    private static int putHeadRoomily(final MutableDirectBuffer buffer, final int index, final int number) {
        final long word = word(number);
        final int zeros = Long.numberOfTrailingZeros(word ^ WORD_OF_ZEROS) & -Byte.SIZE;
        buffer.putLong(index, word >>> zeros, ByteOrder.LITTLE_ENDIAN);
        return index + WORD_DIGITS - (zeros >>> 3);
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

    /** Eight digits as a little-endian word of ASCII. */
    private static long word(final int eightDigits) {
        final int upper = (int) (eightDigits * TEN_THOUSANDTH >>> TEN_THOUSANDTH_SHIFT);
        return fourDigits(upper) & LOW_HALF | (long) fourDigits(eightDigits - upper * FOURS) << Integer.SIZE;
    }

    /** Four digits in the same way. */
    static int fourDigits(final int number) {
        return FOUR_DIGITS[number];
    }
}
