package leela.engine.dmproc.grouping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the value of a tag in a key of the form {@code name;tag=value;tag=value}.
 * Thread: any.
 */
public final class TagValue {

    private TagValue() {}

    /** The value's bytes; null where the key has no such tag. */
    public static byte[] of(final String tag, final byte[] key) {
        final byte[] sought = (";" + tag + "=").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + sought.length <= key.length; i++) {
            if (Arrays.equals(key, i, i + sought.length, sought, 0, sought.length)) {
                final int from = i + sought.length;
                int end = from;
                while (end < key.length && key[end] != ';') {
                    end++;
                }
                return Arrays.copyOfRange(key, from, end);
            }
        }
        return null;
    }
}
