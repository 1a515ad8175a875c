package leela.io.input.influx;

import leela.io.number.DecimalDoubleDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads the value of one field.
 * Thread: its owner's.
 * Memory: nothing per value.
 * Errors: {@link #MALFORMED}, and the {@link #reason}.
 */
final class FieldValueDecoder {

    static final int MALFORMED = -1;

    private static final String EXPECTED =
            "no value (expected: a number, an integer with i or u, true, false, or a text in quotes)";
    /** 2^64 - 1 is ten times this, and five. */
    private static final long MAX_TENTH = 1_844_674_407_370_955_161L;

    private static final int MAX_LAST = 5;
    private static final double TWO_63 = 0x1p63;
    private static final String[] WORDS = {"t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE"};
    private static final int TRUES = 5;

    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private double value;
    private boolean isText;
    private String reason = "";

    double value() {
        return value;
    }

    boolean isText() {
        return isText;
    }

    String reason() {
        return reason;
    }

    /** Reads the value that begins at {@code start}; where it ends. */
    int decode(final DirectBuffer buffer, final int start, final int limit) {
        isText = start < limit && buffer.getByte(start) == '"';
        if (isText) {
            return textEnd(buffer, start + 1, limit);
        }
        int end = plainNumber(buffer, start, limit);
        if (end > start) {
            return end;
        }
        end = start;
        while (end < limit && !isEnd(buffer.getByte(end))) {
            end++;
        }
        if (end == start) {
            return fail(EXPECTED);
        }
        final byte last = buffer.getByte(end - 1);
        if (last == 'i' || last == 'u') {
            return isInteger(buffer, start, end - 1, last == 'u') ? end : fail("no integer that fits 64 bits");
        }
        final byte first = buffer.getByte(start);
        if (first >= 'A') {
            return isWord(buffer, start, end) ? end : fail(EXPECTED);
        }
        // what has a letter behind its sign is a number to us, and none here
        final boolean hasDigit =
                end - start > 1 && (first == '-' || first == '+') ? buffer.getByte(start + 1) < 'A' : true;
        if (!hasDigit || number.decode(buffer, start, end) != end) {
            return fail(EXPECTED);
        }
        value = number.value();
        return end;
    }

    /** Where it ends, if it begins with a digit and is followed by what ends a value; else {@link #MALFORMED}. */
    private int plainNumber(final DirectBuffer buffer, final int start, final int limit) {
        final int first = start < limit && buffer.getByte(start) == '-' ? start + 1 : start;
        if (first >= limit || buffer.getByte(first) < '0' || buffer.getByte(first) > '9') {
            return MALFORMED;
        }
        final int end = number.decode(buffer, start, limit);
        if (end < 0 || end < limit && !isEnd(buffer.getByte(end))) {
            return MALFORMED;
        }
        value = number.value();
        return end;
    }

    private static boolean isEnd(final byte b) {
        return b == ',' || b == ' ' || b == '\n' || b == '\r';
    }

    private int textEnd(final DirectBuffer buffer, final int start, final int limit) {
        for (int i = start; i < limit; i++) {
            final byte b = buffer.getByte(i);
            if (b == '\\') {
                i++;
            } else if (b == '"') {
                return i + 1;
            }
        }
        return fail("a text that is not closed");
    }

    private boolean isInteger(final DirectBuffer buffer, final int start, final int end, final boolean isUnsigned) {
        final boolean isNegative = start < end && buffer.getByte(start) == '-';
        final int first = isNegative ? start + 1 : start;
        long integer = 0;
        for (int i = first; i < end; i++) {
            final int digit = buffer.getByte(i) - '0';
            final int order = Long.compareUnsigned(integer, MAX_TENTH);
            if (digit < 0 || digit > 9 || order > 0 || order == 0 && digit > MAX_LAST) {
                return false;
            }
            integer = 10 * integer + digit;
        }
        if (first == end || isNegative && (isUnsigned || integer < 0 && integer != Long.MIN_VALUE)) {
            return false;
        }
        if (integer < 0 && !isNegative) {
            value = TWO_63 + (double) (integer & Long.MAX_VALUE);
            return isUnsigned;
        }
        // the least has no counterpart, and stays what it is
        value = isNegative ? (double) -integer : (double) integer;
        return true;
    }

    private boolean isWord(final DirectBuffer buffer, final int start, final int end) {
        for (int i = 0; i < WORDS.length; i++) {
            if (isWord(WORDS[i], buffer, start, end)) {
                value = i < TRUES ? 1 : 0;
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(final String word, final DirectBuffer buffer, final int start, final int end) {
        if (end - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (buffer.getByte(start + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int fail(final String why) {
        reason = why;
        return MALFORMED;
    }
}
