package leela.engine.keys;

import java.util.Arrays;
import leela.engine.ring.Limits;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the key of a name and its tags, {@code name;tag=value;tag=value}: the tags in the order of their names' bytes,
 * the last of those with one name, and none that is empty. {@code %}, {@code ;}, control characters, and {@code =} in a
 * tag's name are percent-encoded, so that two different series never share a key.
 *
 * <pre>
 *   key.begin(buffer, offset, length);            or key.begin(), and the name by append
 *   key.tag(names, at, length, values, at, length);   or key.tagName(), append, key.tagValue(), append
 *   final int length = key.end();                 the key is key.buffer(), from 0 on
 * </pre>
 *
 * Thread: its owner's.
 * Memory: 8 KiB at construction; nothing for a key.
 * Units: offsets and lengths bytes.
 * Errors: a key beyond {@link Limits#MAX_KEY_LENGTH} ends with a length beyond it, for the producer to reject; so does
 * one with more than {@value #MOST_TAGS} tags, or with {@value #CAPACITY} bytes before those are left out that come
 * twice. Then the buffer has its beginning as it came. An empty tag name is for the caller to refuse.
 */
public final class TaggedKey {

    /** Also of tags that are left out in the end. */
    private static final int CAPACITY = 2 * Limits.MAX_KEY_LENGTH;

    private static final int MOST_TAGS = 256;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
    private static final int DELETE = 0x7f;
    private static final int ENCODED_LENGTH = 3;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    /** As they came. */
    private byte[] parts = new byte[CAPACITY + 1];
    /** Where they are brought into order. */
    private byte[] ordered = new byte[CAPACITY + 1];

    private final int[] starts = new int[MOST_TAGS];
    private final int[] nameEnds = new int[MOST_TAGS];
    private final int[] ends = new int[MOST_TAGS];
    private final boolean isEncoding;
    private int nameEnd;
    private int tags;
    private int length;
    private boolean isTagName;
    private boolean isInTag;
    private boolean isInOrder;
    private boolean isTooLong;

    public TaggedKey() {
        this(true);
    }

    private TaggedKey(final boolean isEncoding) {
        this.isEncoding = isEncoding;
    }

    /** One whose names and values are encoded already. */
    static TaggedKey ofEncoded() {
        return new TaggedKey(false);
    }

    /** Begins a key, whose name is appended next. */
    public void begin() {
        length = 0;
        tags = 0;
        isTagName = false;
        isInTag = false;
        isInOrder = true;
        isTooLong = false;
    }

    /** Begins a key of this name. */
    public void begin(final DirectBuffer from, final int offset, final int count) {
        begin();
        append(from, offset, count);
    }

    /** One more tag, whole. */
    public void tag(
            final DirectBuffer names,
            final int nameOffset,
            final int nameLength,
            final DirectBuffer values,
            final int valueOffset,
            final int valueLength) {
        tagName();
        append(names, nameOffset, nameLength);
        tagValue();
        append(values, valueOffset, valueLength);
    }

    /** One more tag: its name is appended next. */
    public void tagName() {
        endPart();
        if (tags == MOST_TAGS) {
            isTooLong = true;
            tags--;
        }
        put((byte) ';');
        starts[tags] = length;
        isInTag = true;
        isTagName = true;
    }

    /** The tag's name is whole: its value is appended next. */
    public void tagValue() {
        isTagName = false;
        nameEnds[tags] = length;
        put((byte) '=');
    }

    /** More of the name, tag name or tag value in hand, as it is meant; encoded here. */
    public void append(final DirectBuffer from, final int offset, final int count) {
        for (int i = 0; i < count; i++) {
            append(from.getByte(offset + i));
        }
    }

    /** One more byte of it. */
    public void append(final byte one) {
        if (isEncoding && isEncoded(one)) {
            encode(one);
        } else {
            put(one);
        }
    }

    private boolean isEncoded(final byte one) {
        return one >= 0 && one < ' ' || one == '%' || one == ';' || one == DELETE || one == '=' && isTagName;
    }

    /** The key is whole; its length. */
    public int end() {
        endPart();
        if (!isInOrder && !isTooLong) {
            order();
        }
        buffer.wrap(parts, 0, CAPACITY);
        return isTooLong ? Limits.MAX_KEY_LENGTH + 1 : length;
    }

    /** The key, from 0 on, until the next begins. */
    public DirectBuffer buffer() {
        return buffer;
    }

    private void encode(final byte one) {
        if (length + ENCODED_LENGTH > CAPACITY) {
            isTooLong = true;
            return;
        }
        parts[length] = '%';
        parts[length + 1] = HEX[one >> 4];
        parts[length + 2] = HEX[one & 0xf];
        length += ENCODED_LENGTH;
    }

    private void put(final byte one) {
        if (length == CAPACITY) {
            isTooLong = true;
        } else {
            parts[length++] = one;
        }
    }

    private void endPart() {
        if (!isInTag) {
            nameEnd = length;
            return;
        }
        isInTag = false;
        ends[tags] = length;
        final boolean isBehind = tags == 0 || compare(tags - 1, tags) < 0;
        if (isBehind && isInOrder && isEmpty(tags)) {
            length = starts[tags] - 1;
        } else {
            isInOrder &= isBehind;
            tags++;
        }
    }

    private boolean isEmpty(final int tag) {
        return nameEnds[tag] + 1 >= ends[tag];
    }

    /** By the bytes of their names. */
    private int compare(final int one, final int other) {
        return Arrays.compareUnsigned(parts, starts[one], nameEnds[one], parts, starts[other], nameEnds[other]);
    }

    private void order() {
        for (int i = 1; i < tags; i++) {
            moveDown(i);
        }
        System.arraycopy(parts, 0, ordered, 0, nameEnd);
        int end = nameEnd;
        for (int i = 0; i < tags; i++) {
            final boolean isLast = i + 1 == tags || compare(i, i + 1) != 0;
            if (isLast && !isEmpty(i)) {
                final int count = ends[i] - starts[i];
                ordered[end] = ';';
                System.arraycopy(parts, starts[i], ordered, end + 1, count);
                end += 1 + count;
            }
        }
        final byte[] asTheyCame = parts;
        parts = ordered;
        ordered = asTheyCame;
        length = end;
    }

    /** Behind those with the same name, so that the last of them stays the last. */
    private void moveDown(final int tag) {
        for (int i = tag; i > 0 && compare(i - 1, i) > 0; i--) {
            swap(starts, i);
            swap(nameEnds, i);
            swap(ends, i);
        }
    }

    private static void swap(final int[] column, final int index) {
        final int one = column[index];
        column[index] = column[index - 1];
        column[index - 1] = one;
    }
}
