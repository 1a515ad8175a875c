package leela.io.input.text;

import static leela.io.input.text.TextDescriptor.BAR;
import static leela.io.input.text.TextDescriptor.BLANK;
import static leela.io.input.text.TextDescriptor.isByte;

import org.agrona.DirectBuffer;

/**
 * Reads {@code length "|" bytes} and the blank that must follow: a key, or a document.
 * Thread: its owner's.
 * Memory: nothing.
 * Units: absolute indexes into the buffer, in bytes.
 */
final class FieldDecoder {

    private int offset;
    private int length;

    /** The index of the blank behind the field, or {@link TextDecoder#MALFORMED}. */
    int decode(final DirectBuffer buffer, final int start, final int limit) {
        int count = 0;
        int index = start;
        for (int digit; index < limit && (digit = buffer.getByte(index) - '0') >= 0 && digit <= 9; index++) {
            if (index - start == TextDescriptor.MAX_LENGTH_DIGITS) {
                return TextDecoder.MALFORMED;
            }
            count = count * 10 + digit;
        }
        if (index == start || !isByte(buffer, index, limit, BAR)) {
            return TextDecoder.MALFORMED;
        }
        offset = index + 1;
        length = count;
        return isByte(buffer, offset + count, limit, BLANK) ? offset + count : TextDecoder.MALFORMED;
    }

    /** Where the bytes begin. */
    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
