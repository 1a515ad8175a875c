package leela.io.input.influx;

import leela.engine.keys.TaggedKey;
import leela.engine.ring.Limits;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the keys of one line: {@code measurement.field;tags}, and of a field named {@code value} only {@code
 * measurement;tags}. Measurement and tags are brought into form once, and copied for each field.
 * Thread: its decoder's.
 * Memory: 18 KiB at construction; nothing per key.
 */
final class LineKey {

    private static final byte[] VALUE = {'v', 'a', 'l', 'u', 'e'};
    private static final int CAPACITY = 2 * Limits.MAX_KEY_LENGTH;

    private final TaggedKey series = new TaggedKey();
    private final TaggedKey fields = new TaggedKey();
    private final byte[] key = new byte[CAPACITY];
    private final UnsafeBuffer buffer = new UnsafeBuffer(key);
    private int length;
    private int nameLength;

    /** Begins a line, whose measurement and tags are appended next. */
    TaggedKey begin() {
        series.begin();
        return series;
    }

    /** Measurement and tags are whole. */
    void endSeries() {
        length = series.end();
        final DirectBuffer made = series.buffer();
        nameLength = 0;
        final int most = Math.min(length, Limits.MAX_KEY_LENGTH);
        while (nameLength < most && made.getByte(nameLength) != ';') {
            nameLength++;
        }
        made.getBytes(0, key, 0, nameLength);
    }

    /** The key of a field; its length, beyond the limit where it is too long. */
    int of(final DirectBuffer line, final int start, final int end) {
        int at = nameLength;
        if (length > Limits.MAX_KEY_LENGTH) {
            return Limits.MAX_KEY_LENGTH + 1;
        }
        if (!isValue(line, start, end)) {
            fields.begin();
            Escapes.append(fields, line, start, end, Escapes.KEY);
            final int field = fields.end();
            if (at + 1 + field + length - nameLength > Limits.MAX_KEY_LENGTH) {
                return Limits.MAX_KEY_LENGTH + 1;
            }
            key[at] = '.';
            fields.buffer().getBytes(0, key, at + 1, field);
            at += 1 + field;
        }
        final int tags = length - nameLength;
        series.buffer().getBytes(nameLength, key, at, tags);
        return at + tags;
    }

    /** It, from 0 on. */
    DirectBuffer buffer() {
        return buffer;
    }

    private static boolean isValue(final DirectBuffer line, final int start, final int end) {
        if (end - start != VALUE.length) {
            return false;
        }
        for (int i = 0; i < VALUE.length; i++) {
            if (line.getByte(start + i) != VALUE[i]) {
                return false;
            }
        }
        return true;
    }
}
