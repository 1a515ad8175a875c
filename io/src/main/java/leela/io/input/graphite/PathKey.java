package leela.io.input.graphite;

import leela.engine.keys.TaggedKey;
import org.agrona.DirectBuffer;

/**
 * The key of a path, {@code name;tag=value…}: the path itself where it has neither tags nor bytes to be encoded.
 * Thread: its owner's.
 * Memory: nothing per path.
 */
final class PathKey {

    private static final byte DELETE = 0x7f;
    private static final byte TAG = ';';

    private final TaggedKey tagged = new TaggedKey();
    private DirectBuffer buffer;
    private int offset;
    private int length;

    /** False where a tag has no name or no equals sign, or the name is empty. */
    boolean decode(final DirectBuffer from, final int start, final int limit) {
        for (int i = start; i < limit; i++) {
            final byte one = from.getByte(i);
            if (one == TAG || one == '%' || one >= 0 && one < ' ' || one == DELETE) {
                return compose(from, start, limit);
            }
        }
        buffer = from;
        offset = start;
        length = limit - start;
        return length > 0;
    }

    private boolean compose(final DirectBuffer from, final int start, final int limit) {
        int end = indexOf(from, TAG, start, limit);
        if (end == start) {
            return false;
        }
        tagged.begin(from, start, end - start);
        while (end < limit) {
            final int name = end + 1;
            end = indexOf(from, TAG, name, limit);
            final int equals = indexOf(from, (byte) '=', name, end);
            if (equals == name || equals == end) {
                return false;
            }
            tagged.tag(from, name, equals - name, from, equals + 1, end - equals - 1);
        }
        length = tagged.end();
        buffer = tagged.buffer();
        offset = 0;
        return true;
    }

    private static int indexOf(final DirectBuffer from, final byte wanted, final int start, final int limit) {
        int index = start;
        while (index < limit && from.getByte(index) != wanted) {
            index++;
        }
        return index;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
