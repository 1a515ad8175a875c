package leela.engine.keys;

import java.util.Arrays;
import leela.engine.ring.Limits;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A key that somebody asks for: its tags may stand in any order.
 * Thread: any.
 * Memory: allocates.
 */
public final class AskedKey {

    private static final byte SEMICOLON = ';';

    private AskedKey() {}

    /**
     * The key with its tags as {@link TaggedKey} orders them, encoded as they were; the same array where it has none,
     * or is in order already.
     */
    public static byte[] canonical(final byte[] key) {
        final int name = indexOf(key, SEMICOLON, 0);
        if (name == 0 || name == key.length || key.length > Limits.MAX_KEY_LENGTH) {
            return key;
        }
        final TaggedKey tagged = TaggedKey.ofEncoded();
        final UnsafeBuffer buffer = new UnsafeBuffer(key);
        tagged.begin(buffer, 0, name);
        for (int at = name + 1; at <= key.length; ) {
            final int end = indexOf(key, SEMICOLON, at);
            final int equals = indexOf(key, (byte) '=', at);
            if (equals <= at || equals >= end) {
                return key;
            }
            tagged.tag(buffer, at, equals - at, buffer, equals + 1, end - equals - 1);
            at = end + 1;
        }
        final byte[] canonical = new byte[tagged.end()];
        tagged.buffer().getBytes(0, canonical);
        return Arrays.equals(canonical, key) ? key : canonical;
    }

    /** Its index, or the length where there is none. */
    private static int indexOf(final byte[] key, final byte wanted, final int from) {
        int index = from;
        while (index < key.length && key[index] != wanted) {
            index++;
        }
        return index;
    }
}
