package leela.io.input.collectd;

import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NAME_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_USER_LENGTH;

import java.util.Arrays;
import leela.engine.ring.Limits;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.KeyTemplate.Piece;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Holds the fields of the value list in hand, and makes its key of them: only from the first piece on that a changed
 * field is in, since a packet says only what changed since the last list.
 * Thread: its decoder's.
 * Memory: all at construction.
 * Errors: a key beyond the limit is cut one byte behind it, so that the producer rejects it.
 */
final class KeyComposer {

    private static final int CAPACITY = Limits.MAX_KEY_LENGTH + 1;
    private static final Field[] FIELDS = Field.values();
    private static final byte[] ROOT = {'r', 'o', 'o', 't'};
    private static final int MAX_DIGITS = 5;

    private final KeyTemplate template;
    private final byte[][] fields = new byte[FIELDS.length][];
    private final int[] lengths = new int[FIELDS.length];
    private final byte[] key = new byte[CAPACITY];
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
    /** Where each piece starts in the key. */
    private final int[] starts;
    /** The first piece that no longer fits its field. */
    private int firstStale;

    private int keyLength;

    KeyComposer(final KeyTemplate template) {
        this.template = template;
        for (final Field field : FIELDS) {
            fields[field.ordinal()] = new byte[MAX_NAME_LENGTH * template.dot(field).length];
        }
        fields[Field.USER.ordinal()] = new byte[MAX_USER_LENGTH];
        starts = new int[template.pieceCount() + 1];
    }

    /** Forgets all fields. */
    void reset() {
        Arrays.fill(lengths, 0);
        firstStale = 0;
    }

    boolean isEmpty(final Field field) {
        return lengths[field.ordinal()] == 0;
    }

    /** Sets the user, as it is. */
    void user(final DirectBuffer packet, final int offset, final int length) {
        packet.getBytes(offset, fields[Field.USER.ordinal()], 0, length);
        changed(Field.USER, length);
    }

    /**
     * Sets another field from a packet. Slashes are replaced as by collectd's own server.
     *
     * @param maxLength where the text ends if no NUL ends it before; within the field's limit
     */
    void set(final Field field, final DirectBuffer packet, final int offset, final int maxLength) {
        final int end = offset + maxLength;
        if (maxLength > 0 && packet.getByte(offset) == '/') {
            setAbsolute(field, packet, offset + 1, end);
        } else {
            setText(field, packet, offset, end);
        }
    }

    /** Names the value within its list. */
    void source(final byte[] name) {
        set(Field.SOURCE, name, Math.min(name.length, MAX_NAME_LENGTH));
    }

    /** Names the value within its list by its number. */
    void source(final int index) {
        final byte[] digits = fields[Field.SOURCE.ordinal()];
        int start = MAX_DIGITS;
        int rest = index;
        do {
            digits[--start] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        System.arraycopy(digits, start, digits, 0, MAX_DIGITS - start);
        changed(Field.SOURCE, MAX_DIGITS - start);
    }

    /** The value is the only one of its list. */
    void noSource() {
        if (!isEmpty(Field.SOURCE)) {
            changed(Field.SOURCE, 0);
        }
    }

    /** Brings the key up to date with the fields; its length. */
    int compose() {
        int end = starts[firstStale];
        for (int i = firstStale; i < template.pieceCount(); i++) {
            starts[i] = end;
            end = append(template.piece(i), end);
        }
        if (firstStale < template.pieceCount()) {
            firstStale = template.pieceCount();
            starts[firstStale] = end;
            keyLength = end;
        }
        return keyLength;
    }

    /** The key, from index 0 on. */
    DirectBuffer key() {
        return keyBuffer;
    }

    private int append(final Piece piece, final int end) {
        for (final Field needed : piece.needs()) {
            if (isEmpty(needed)) {
                return end;
            }
        }
        final int field = piece.field().ordinal();
        return append(fields[field], lengths[field], append(piece.text(), piece.text().length, end));
    }

    /** A loop, since names are short: a call of arraycopy would cost more than the bytes. */
    private int append(final byte[] bytes, final int length, final int end) {
        final byte[] to = key;
        final int fitting = Math.min(length, CAPACITY - end);
        for (int i = 0; i < fitting; i++) {
            to[end + i] = bytes[i];
        }
        return end + fitting;
    }

    /** Leaves the first slash out; a slash alone is the root. */
    private void setAbsolute(final Field field, final DirectBuffer packet, final int start, final int end) {
        setText(field, packet, start, end);
        if (isEmpty(field)) {
            set(field, ROOT, ROOT.length);
        }
    }

    private void setText(final Field field, final DirectBuffer packet, final int start, final int end) {
        if (template.keepsDots(field)) {
            setKeepingDots(field, packet, start, end);
        } else {
            setReplacingDots(field, packet, start, end);
        }
    }

    private void setKeepingDots(final Field field, final DirectBuffer packet, final int start, final int end) {
        final byte[] text = fields[field.ordinal()];
        int i = start;
        for (; i < end; i++) {
            final byte b = packet.getByte(i);
            if (b == 0) {
                break;
            }
            text[i - start] = b == '/' ? (byte) '_' : b;
        }
        changed(field, i - start);
    }

    private void setReplacingDots(final Field field, final DirectBuffer packet, final int start, final int end) {
        final byte[] text = fields[field.ordinal()];
        final byte[] dot = template.dot(field);
        int length = 0;
        for (int i = start; i < end; i++) {
            final byte b = packet.getByte(i);
            if (b == 0) {
                break;
            }
            if (b == '.') {
                System.arraycopy(dot, 0, text, length, dot.length);
                length += dot.length;
            } else {
                text[length++] = b == '/' ? (byte) '_' : b;
            }
        }
        changed(field, length);
    }

    private void set(final Field field, final byte[] bytes, final int length) {
        System.arraycopy(bytes, 0, fields[field.ordinal()], 0, length);
        changed(field, length);
    }

    private void changed(final Field field, final int length) {
        lengths[field.ordinal()] = length;
        firstStale = Math.min(firstStale, template.firstPiece(field));
    }
}
