package leela.io.input.text;

import leela.engine.ring.Limits;
import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads events as {@link EventEncoder} writes them, one after another: for programs that listen to an engine.
 * Thread: its owner's.
 * Memory: nothing per event.
 * Units: times epoch ns; offsets, limits and results are absolute indexes into the buffer, in bytes.
 * Errors: MALFORMED; nothing thrown or counted.
 */
public final class EventDecoder {

    public static final int MALFORMED = TextDecoder.MALFORMED;

    private final DecimalDoubleDecoder number = new DecimalDoubleDecoder();
    private final EpochTimeDecoder time = new EpochTimeDecoder();
    private final FieldDecoder key = new FieldDecoder();

    /**
     * Reads the event that begins at {@code offset}; the index behind it and the white space that follows, or
     * MALFORMED.
     */
    public int decode(final DirectBuffer buffer, final int offset, final int limit) {
        if (TextDescriptor.wordAt(buffer, offset, limit) != TextDescriptor.Word.EVENT) {
            return MALFORMED;
        }
        final int keyEnd = key.decode(buffer, offset + TextDescriptor.Word.EVENT.length(), limit);
        if (keyEnd < 0 || key.length() < 1 || key.length() > Limits.MAX_KEY_LENGTH) {
            return MALFORMED;
        }
        final int valueEnd = number.decode(buffer, keyEnd + 1, limit);
        if (valueEnd < 0 || !TextDescriptor.isByte(buffer, valueEnd, limit, TextDescriptor.BLANK)) {
            return MALFORMED;
        }
        final int end = time.decode(buffer, valueEnd + 1, limit);
        return end > 0 && TextDescriptor.isByte(buffer, end, limit, TextDescriptor.END)
                ? TextDescriptor.skipSpace(buffer, end + 1, limit)
                : MALFORMED;
    }

    /** Where the key begins. */
    public int keyOffset() {
        return key.offset();
    }

    public int keyLength() {
        return key.length();
    }

    public double value() {
        return number.value();
    }

    public long timeNs() {
        return time.timeNs();
    }
}
