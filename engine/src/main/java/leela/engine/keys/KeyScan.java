package leela.engine.keys;

import java.util.Arrays;

/**
 * A {@link KeyFilter} made ready for many keys in their order: where those that match begin, and which do.
 * Thread: any; immutable.
 */
public final class KeyScan {

    private final byte[] prefix;
    private final Glob glob;
    private final boolean isEmpty;

    /** For keys that are stored so. */
    public KeyScan(final KeyFilter filter, final KeyCase keyCase) {
        final byte[] begin = keyCase.of(filter.prefix());
        glob = new Glob(keyCase.of(filter.glob()));
        prefix = begin.length >= glob.literalPrefix().length ? begin : glob.literalPrefix();
        isEmpty = !startsWith(prefix, begin) || !startsWith(prefix, glob.literalPrefix());
    }

    /** What every key that matches begins with. */
    public byte[] prefix() {
        return prefix;
    }

    /** Whether no key can match. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** Whether a key matches that begins with the prefix. */
    public boolean matches(final byte[] key) {
        return glob.matches(key);
    }

    public static boolean startsWith(final byte[] key, final byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
