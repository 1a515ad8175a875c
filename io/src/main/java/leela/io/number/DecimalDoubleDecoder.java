package leela.io.number;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads a decimal number as the nearest double, ties to even, straight from a buffer.
 * Thread: its owner's; one at a time.
 * Memory: nothing; only more than 19 digits that still look half-way between two doubles cost a String and parseDouble.
 * Units: offsets, limits and results are absolute indexes into the buffer, in bytes.
 * Errors: MALFORMED, nothing thrown or counted; what does not fit a double becomes an infinity or a zero.
 *
 * <pre>
 * number = ["-" / "+"] (digits ["." [digits]] / "." digits) [("e" / "E") ["-" / "+"] digits]
 *        / ["-" / "+"] ("nan" / "inf" / "infinity")                                            in any case
 * </pre>
 *
 * <p>A number reaches as far as bytes that could belong to one: letters, digits, point and signs. So "5..", "0x1", "1e"
 * and "nan0" are malformed, while "1;", "1 " and "1,5" are the number 1, and what follows is the caller's to judge.
 */
public final class DecimalDoubleDecoder {
    public static final int MALFORMED = -1;

    private static final byte[] NAN = {'n', 'a', 'n'};
    private static final byte[] INFINITY = {'i', 'n', 'f', 'i', 'n', 'i', 't', 'y'};
    private static final int SHORT_INFINITY_LENGTH = 3;
    private static final int LOWER_CASE = 0x20;
    private static final byte END = ' ';
    private static final int EXACT_DOUBLE_BITS = 53;

    /** Far beyond any double even after a megabyte of zeros, and ten times as much is still an int. */
    private static final int MAX_EXPONENT = 100_000_000;

    private final DigitRun run = new DigitRun();
    private double value;
    private int exponent;

    /** The number that the last call of decode found; undefined after MALFORMED. */
    public double value() {
        return value;
    }

    /** Decodes the number that starts at offset; returns the index of the first byte after it, or MALFORMED. */
    public int decode(final DirectBuffer buffer, final int offset, final int limit) {
        final byte first = peek(buffer, offset, limit);
        final boolean isNegative = first == '-';
        final int start = isNegative || first == '+' ? offset + 1 : offset;
        int end = limit - start >= Long.BYTES ? decodeShort(buffer, start) : MALFORMED;
        if (end == MALFORMED) {
            end = decodeUnsigned(buffer, start, limit);
        }
        if (isNegative && !Double.isNaN(value)) { // one NaN only, so that equal input gives equal bits
            value = -value;
        }
        return end;
    }

    /** The byte at index, or at the limit one that belongs to no number. */
    static byte peek(final DirectBuffer buffer, final int index, final int limit) {
        return index < limit ? buffer.getByte(index) : END;
    }

    static boolean belongsToNumber(final byte next) {
        return next >= '+' && (next <= '9' ? next != ',' && next != '/' : ((next | LOWER_CASE) - 'a' & 0xFF) < 26);
    }

    /**
     * Most metrics fit one word together with the byte after them: one load, no loop, so no mispredicted end of one.
     * Squeezing out the point makes both parts one number of at most 6 digits. What is not that plain is MALFORMED
     * here, to be looked at again.
     */
    private int decodeShort(final DirectBuffer buffer, final int start) {
        final long word = buffer.getLong(start, ByteOrder.LITTLE_ENDIAN);
        final long digits = word ^ DigitRun.ZEROS;
        final long marks = DigitRun.marks(digits);
        final int firstMark = Long.numberOfTrailingZeros(marks) & ~7;
        if (firstMark == 0 || marks == 0) {
            return MALFORMED;
        }
        if (isPlainEnd((byte) (word >>> firstMark))) {
            value = DigitRun.join(digits << Long.SIZE - firstMark);
            return start + (firstMark >>> 3);
        }
        final long laterMarks = marks & (marks - 1);
        final int end = Long.numberOfTrailingZeros(laterMarks) & ~7;
        if ((byte) (word >>> firstMark) != '.' || laterMarks == 0 || !isPlainEnd((byte) (word >>> end))) {
            return MALFORMED;
        }
        final long whole = (1L << firstMark) - 1;
        final long squeezed = (digits & whole) << 8 | digits & ~(whole << 8 | 0xFF);
        value = DigitRun.join(squeezed << Long.SIZE - end) / PowersOfTen.exactDouble((end - firstMark >>> 3) - 1);
        return start + (end >>> 3);
    }

    private static boolean isPlainEnd(final byte next) {
        return next <= ' ' || next == ';' || next == ',' || next == '|';
    }

    private int decodeUnsigned(final DirectBuffer buffer, final int start, final int limit) {
        int end = run.start(buffer, start, limit);
        int digits = end - start;
        int scale = 0;
        byte next = peek(buffer, end, limit);
        if (next == '.') {
            final int fraction = end + 1;
            end = run.resume(buffer, fraction, limit);
            scale = fraction - end;
            digits -= scale;
            next = peek(buffer, end, limit);
        }
        if (digits == 0) {
            return end == start ? decodeWord(buffer, start, limit) : MALFORMED;
        }
        final int digitsEnd = end;
        if ((next | LOWER_CASE) == 'e') {
            end = decodeExponent(buffer, end + 1, limit);
            scale += exponent;
        } else if (belongsToNumber(next)) {
            return MALFORMED;
        }
        if (digits > DigitRun.MAX_DIGITS && end != MALFORMED) {
            value = decodeLong(buffer, start, digitsEnd, end, scale);
        } else {
            value = toDouble(run.value(), scale);
        }
        return end;
    }

    private int decodeExponent(final DirectBuffer buffer, final int index, final int limit) {
        final byte sign = peek(buffer, index, limit);
        final int start = sign == '-' || sign == '+' ? index + 1 : index;
        int magnitude = 0;
        int end = start;
        for (int digit; DigitRun.isDigit(digit = peek(buffer, end, limit) - '0'); end++) {
            magnitude = Math.min(magnitude * 10 + digit, MAX_EXPONENT);
        }
        exponent = sign == '-' ? -magnitude : magnitude;
        return end == start || belongsToNumber(peek(buffer, end, limit)) ? MALFORMED : end;
    }

    /** Clinger's fast path: if both operands are exact, the processor's one rounding is the right one. */
    private static double toDouble(final long significand, final int scale) {
        if (significand >>> EXACT_DOUBLE_BITS == 0) {
            if (scale <= 0 && scale >= -PowersOfTen.MAX_EXACT_DOUBLE) {
                return scale == 0 ? significand : significand / PowersOfTen.exactDouble(-scale);
            }
            if (scale > 0 && scale <= PowersOfTen.MAX_EXACT_DOUBLE) {
                return significand * PowersOfTen.exactDouble(scale);
            }
        }
        return EiselLemire.toDouble(significand, scale);
    }

    /**
     * The first 19 digits and the same plus one enclose the number: where both round alike, the rest does not matter.
     */
    private static double decodeLong(
            final DirectBuffer buffer, final int start, final int digitsEnd, final int end, final int scale) {
        long significand = 0;
        int taken = 0;
        int dropped = 0;
        boolean isExact = true;
        for (int index = start; index < digitsEnd; index++) {
            final int digit = buffer.getByte(index) - '0';
            if (DigitRun.isDigit(digit)) {
                if (taken == DigitRun.MAX_DIGITS) {
                    dropped++;
                    isExact &= digit == 0;
                } else if (taken > 0 || digit > 0) { // leading zeros do not count
                    significand = significand * 10 + digit;
                    taken++;
                }
            }
        }
        final double floor = toDouble(significand, scale + dropped);
        if (isExact || floor == toDouble(significand + 1, scale + dropped)) {
            return floor;
        }
        return Double.parseDouble(buffer.getStringWithoutLengthAscii(start, end - start));
    }

    private int decodeWord(final DirectBuffer buffer, final int start, final int limit) {
        int end = start + matching(buffer, start, limit, NAN);
        value = Double.NaN;
        if (end != start + NAN.length) {
            end = start + matching(buffer, start, limit, INFINITY);
            value = Double.POSITIVE_INFINITY;
            if (end != start + SHORT_INFINITY_LENGTH && end != start + INFINITY.length) {
                return MALFORMED;
            }
        }
        return belongsToNumber(peek(buffer, end, limit)) ? MALFORMED : end;
    }

    private static int matching(final DirectBuffer buffer, final int start, final int limit, final byte[] word) {
        final int length = Math.min(word.length, limit - start);
        int count = 0;
        while (count < length && (buffer.getByte(start + count) | LOWER_CASE) == word[count]) {
            count++;
        }
        return count;
    }
}
