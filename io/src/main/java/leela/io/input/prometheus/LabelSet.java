package leela.io.input.prometheus;

import leela.engine.keys.TaggedKey;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The labels of one series, where they lie in the body, and the key that they make: {@code __name__;label=value}.
 * Thread: its owner's.
 * Memory: all at construction.
 */
final class LabelSet {

    private static final int MOST = 256;
    private static final byte[] NAME = {'_', '_', 'n', 'a', 'm', 'e', '_', '_'};

    private final TaggedKey key = new TaggedKey();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[0]);
    private final int[] names = new int[MOST];
    private final int[] nameLengths = new int[MOST];
    private final int[] values = new int[MOST];
    private final int[] valueLengths = new int[MOST];
    private int count;
    private int metric;
    private int length;

    /** Labels of this body follow. */
    void wrap(final byte[] bytes) {
        body.wrap(bytes);
    }

    /** What labels lie in. */
    DirectBuffer body() {
        return body;
    }

    /** A series begins. */
    void begin() {
        count = 0;
        metric = -1;
        length = 0;
    }

    /** One more label; false where there are too many. */
    boolean add(final int name, final int nameLength, final int value, final int valueLength) {
        if (count == MOST) {
            return false;
        }
        names[count] = name;
        nameLengths[count] = nameLength;
        values[count] = value;
        valueLengths[count] = valueLength;
        if (isName(name, nameLength)) {
            metric = count;
        }
        count++;
        return true;
    }

    private boolean isName(final int at, final int nameLength) {
        if (nameLength != NAME.length) {
            return false;
        }
        for (int i = 0; i < NAME.length; i++) {
            if (body.getByte(at + i) != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    /** Makes the key; false where the series has no name. */
    boolean compose() {
        if (metric < 0 || valueLengths[metric] == 0) {
            return false;
        }
        key.begin(body, values[metric], valueLengths[metric]);
        for (int i = 0; i < count; i++) {
            if (i != metric) {
                key.tag(body, names[i], nameLengths[i], body, values[i], valueLengths[i]);
            }
        }
        length = key.end();
        return true;
    }

    /** The key, from 0 on. */
    DirectBuffer key() {
        return key.buffer();
    }

    /** Of the key; 0 before it was made. */
    int length() {
        return length;
    }
}
