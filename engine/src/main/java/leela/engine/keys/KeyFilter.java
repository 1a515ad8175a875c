package leela.engine.keys;

import java.util.List;

/**
 * Which keys to list: all, or those with a prefix, that a glob matches, and for whose tags all conditions hold.
 * In a glob {@code *} stands for any bytes, {@code ?} for one byte, {@code [a-c]} and {@code [!a-c]} for one byte of a
 * set, and
 * {@code \} takes the next byte as it is.
 * Thread: immutable.
 * Errors: a glob longer than any key is an {@link IllegalArgumentException} in one plain sentence.
 *
 * @param prefix may be empty
 * @param glob   empty for no glob
 * @param tags   empty for any
 */
public record KeyFilter(byte[] prefix, byte[] glob, List<TagCondition> tags) {

    /** Longest glob, in bytes. */
    public static final int MAX_GLOB_LENGTH = 1024;

    public static final KeyFilter ALL = new KeyFilter(new byte[0], new byte[0]);

    /** Whatever the tags are. */
    public KeyFilter(final byte[] prefix, final byte[] glob) {
        this(prefix, glob, List.of());
    }

    public KeyFilter {
        tags = List.copyOf(tags);
        if (glob.length > MAX_GLOB_LENGTH) {
            throw new IllegalArgumentException(
                    "glob: " + glob.length + " bytes (expected: at most " + MAX_GLOB_LENGTH + ")");
        }
    }
}
