package leela.io.input.line;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** How lines and the words in them are parted. Thread: any. Units: absolute indexes into the buffer, in bytes. */
public final class Lines {

    public static final byte END = '\n';

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = ONES << 7;
    private static final long ENDS = ONES * END;

    private Lines() {}

    /** The index of the next line end, or the limit where there is none. */
    public static int end(final DirectBuffer buffer, final int offset, final int limit) {
        int index = offset;
        for (; index + Long.BYTES <= limit; index += Long.BYTES) {
            final long differences = buffer.getLong(index, ByteOrder.LITTLE_ENDIAN) ^ ENDS;
            final long marks = differences - ONES & ~differences & HIGHS;
            if (marks != 0) {
                return index + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (index < limit && buffer.getByte(index) != END) {
            index++;
        }
        return index;
    }

    /** Blanks, tabs, and what else of line ends there is. */
    public static boolean isSpace(final byte one) {
        return one == ' ' || one >= '\t' && one <= '\r';
    }

    public static int skipSpace(final DirectBuffer buffer, final int offset, final int limit) {
        int index = offset;
        while (index < limit && isSpace(buffer.getByte(index))) {
            index++;
        }
        return index;
    }

    /** Where the line ends without the space behind it. */
    public static int trimmed(final DirectBuffer buffer, final int offset, final int limit) {
        int end = limit;
        while (end > offset && isSpace(buffer.getByte(end - 1))) {
            end--;
        }
        return end;
    }

    /** The index of the space behind a word, or the limit. */
    public static int wordEnd(final DirectBuffer buffer, final int offset, final int limit) {
        int index = offset;
        while (index < limit && !isSpace(buffer.getByte(index))) {
            index++;
        }
        return index;
    }

    /** Whether a word is this one. */
    public static boolean isWord(final DirectBuffer buffer, final int offset, final int limit, final String word) {
        if (limit - offset != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (buffer.getByte(offset + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
