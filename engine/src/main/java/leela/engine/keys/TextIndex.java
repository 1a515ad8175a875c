package leela.engine.keys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Which of many texts occur in a key, found in one pass over the key, however many texts there are. Each text stands
 * under three of its bytes that few others stand under; where a key has these, the rest is compared.
 * Thread: one.
 * Memory: the texts and what was put under them, some 150 bytes each, and {@value #BITS} bits.
 */
public final class TextIndex<T> {

    /** Shorter texts are not kept: they occur nearly everywhere. */
    public static final int MIN_LENGTH = 3;

    /** Different texts under the same bytes: what a key's byte costs at most. */
    private static final int MOST_TOGETHER = 16;

    private static final int BITS = 1 << 16;
    private static final int SPREAD = 0x9e3779b1;

    /** Takes what was put under texts that occur. */
    public interface Visitor<T> {
        /** What stands under one of them, in the order it was put there; never write to it. */
        void found(List<T> values);
    }

    private final Int2ObjectHashMap<List<Text<T>>> texts = new Int2ObjectHashMap<>();
    /** Which three bytes some text stands under, and some others: most of a key's are told by one look. */
    private final long[] bits = new long[BITS / Long.SIZE];

    private long visits;

    private static final class Text<T> {
        private final byte[] bytes;
        private final int offset;
        private final List<T> values = new ArrayList<>(1);
        private long visit;

        Text(final byte[] bytes, final int offset) {
            this.bytes = bytes;
            this.offset = offset;
        }

        /** Whether it occurs where its three bytes stand. */
        boolean isIn(final byte[] key, final int at) {
            final int from = at - offset;
            final int to = from + bytes.length;
            return from >= 0 && to <= key.length && Arrays.equals(key, from, to, bytes, 0, bytes.length);
        }
    }

    /** Puts a value under a text; false where that is not kept, being short or like too many others. */
    public boolean add(final byte[] text, final T value) {
        final Text<T> known = find(text);
        if (known != null) {
            known.values.add(value);
            return true;
        }
        int best = -1;
        int fewest = MOST_TOGETHER;
        for (int at = 0; at + MIN_LENGTH <= text.length && fewest > 0; at++) {
            final List<Text<T>> together = texts.get(three(text, at));
            final int size = together == null ? 0 : together.size();
            if (size < fewest) {
                best = at;
                fewest = size;
            }
        }
        if (best < 0) {
            return false;
        }
        final int three = three(text, best);
        final Text<T> added = new Text<>(text, best);
        added.values.add(value);
        texts.computeIfAbsent(three, one -> new ArrayList<>(1)).add(added);
        final int bit = bit(three);
        bits[bit / Long.SIZE] |= 1L << bit;
        return true;
    }

    /** How many values stand under a text. */
    public int count(final byte[] text) {
        final Text<T> known = find(text);
        return known == null ? 0 : known.values.size();
    }

    /** Takes a value away; false where it was not kept. */
    public boolean remove(final byte[] text, final T value) {
        final Text<T> known = find(text);
        if (known == null || !known.values.remove(value)) {
            return false;
        }
        if (known.values.isEmpty()) {
            final int three = three(known.bytes, known.offset);
            texts.get(three).remove(known);
            if (texts.get(three).isEmpty()) {
                texts.remove(three);
            }
            if (texts.isEmpty()) {
                Arrays.fill(bits, 0);
            }
        }
        return true;
    }

    /** Shows what stands under each text that occurs in the key: each text once. */
    public void visit(final byte[] key, final Visitor<T> visitor) {
        if (texts.isEmpty() || key.length < MIN_LENGTH) {
            return;
        }
        visits++;
        int three = (key[0] & 0xff) << Byte.SIZE | key[1] & 0xff;
        for (int at = 0; at + MIN_LENGTH <= key.length; at++) {
            three = (three << Byte.SIZE | key[at + 2] & 0xff) & 0xffffff;
            final int bit = bit(three);
            if ((bits[bit / Long.SIZE] & 1L << bit) != 0) {
                visit(key, at, texts.get(three), visitor);
            }
        }
    }

    private void visit(final byte[] key, final int at, final List<Text<T>> together, final Visitor<T> visitor) {
        for (int i = 0; together != null && i < together.size(); i++) {
            final Text<T> text = together.get(i);
            if (text.visit != visits && text.isIn(key, at)) {
                text.visit = visits;
                visitor.found(text.values);
            }
        }
    }

    /** Whether a text occurs in a key. */
    public static boolean occurs(final byte[] text, final byte[] key) {
        for (int at = 0; at + text.length <= key.length; at++) {
            if (Arrays.equals(key, at, at + text.length, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    private Text<T> find(final byte[] text) {
        for (int at = 0; at + MIN_LENGTH <= text.length; at++) {
            final List<Text<T>> together = texts.get(three(text, at));
            for (int i = 0; together != null && i < together.size(); i++) {
                if (Arrays.equals(together.get(i).bytes, text)) {
                    return together.get(i);
                }
            }
        }
        return null;
    }

    private static int three(final byte[] text, final int at) {
        return (text[at] & 0xff) << 2 * Byte.SIZE | (text[at + 1] & 0xff) << Byte.SIZE | text[at + 2] & 0xff;
    }

    private static int bit(final int three) {
        return three * SPREAD >>> Integer.SIZE - 16;
    }
}
