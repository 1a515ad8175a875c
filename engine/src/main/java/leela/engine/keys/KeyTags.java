package leela.engine.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * The tags in a key of the form {@code name;tag=value;tag=value}. A part without {@code =}, a tag or value that is
 * empty, and every tag of a key with a byte 0, which no encoded key has, is none.
 * Thread: any.
 * Memory: allocates.
 */
public final class KeyTags {

    /** As which the text before the tags goes; a tag of that name is passed over. */
    public static final String NAME = "name";

    private static final byte[] NAME_BYTES = NAME.getBytes(StandardCharsets.US_ASCII);
    private static final byte SEMICOLON = ';';

    private KeyTags() {}

    public static boolean isName(final byte[] tag) {
        return isName(tag, 0, tag.length);
    }

    private static boolean isName(final byte[] in, final int from, final int to) {
        return Arrays.equals(in, from, to, NAME_BYTES, 0, NAME_BYTES.length);
    }

    public static boolean areIn(final byte[] key) {
        if (end(key, 0) == key.length) {
            return false;
        }
        final boolean[] areIn = new boolean[1];
        visit(key, (tag, value) -> areIn[0] = true);
        return areIn[0];
    }

    /** What stands before the tags. */
    public static byte[] nameOf(final byte[] key) {
        return Arrays.copyOf(key, end(key, 0));
    }

    /** Shows each tag with its value, in the key's order. */
    public static void visit(final byte[] key, final BiConsumer<byte[], byte[]> visitor) {
        visitRanges(
                key,
                (from, equals, to) ->
                        visitor.accept(Arrays.copyOfRange(key, from, equals), Arrays.copyOfRange(key, equals + 1, to)));
    }

    /** Where a tag and its value stand in a key: {@code tag=value} from {@code from} to before {@code to}. */
    @FunctionalInterface
    public interface RangeVisitor {
        void visit(int from, int equals, int to);
    }

    /** As {@link #visit}, without a copy. */
    public static void visitRanges(final byte[] key, final RangeVisitor visitor) {
        if (!isEncoded(key)) {
            return;
        }
        for (int at = end(key, 0); at < key.length; at = end(key, at + 1)) {
            final int end = end(key, at + 1);
            final int equals = indexOf(key, (byte) '=', at + 1, end);
            if (equals > at + 1 && equals + 1 < end && !isName(key, at + 1, equals)) {
                visitor.visit(at + 1, equals, end);
            }
        }
    }

    static boolean isEncoded(final byte[] key) {
        return indexOf(key, (byte) 0, 0, key.length) == key.length;
    }

    /** Where the name or tag ends that begins there. */
    static int end(final byte[] key, final int from) {
        return indexOf(key, SEMICOLON, from, key.length);
    }

    private static int indexOf(final byte[] key, final byte wanted, final int from, final int to) {
        int index = from;
        while (index < to && key[index] != wanted) {
            index++;
        }
        return index;
    }
}
