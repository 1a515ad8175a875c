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

    /**
     * The key of a field; its length, beyond the limit where it is too long. Then, too, it begins with this line's own
     * bytes: whoever refuses it shows them, and an earlier line may be another client's.
     */
    int of(final DirectBuffer line, final int start, final int end) {
        int at = nameLength;
        if (!isValue(line, start, end)) {
            fields.begin();
            Escapes.append(fields, line, start, end, Escapes.KEY);
            final int field = fields.end();
            key[at] = '.';
            at = put(fields.buffer(), 0, field, at + 1);
        }
        at = put(series.buffer(), nameLength, length - nameLength, at);
        return Math.min(at, Limits.MAX_KEY_LENGTH + 1);
    }

    private int put(final DirectBuffer from, final int offset, final int count, final int at) {
        final int fitting = Math.min(count, CAPACITY - at);
        from.getBytes(offset, key, at, fitting);
        return at + fitting;
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
