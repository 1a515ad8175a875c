package leela.engine.keys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link KeyFilter} made ready for many keys in their order: where those that match begin, and which do.
 * Thread: any; immutable.
 */
public final class KeyScan {

    private final byte[] prefix;
    private final Glob glob;
    private final List<TagCondition> tags;
    private final boolean isEmpty;

    /** For keys that are stored so. */
    public KeyScan(final KeyFilter filter, final KeyCase keyCase) {
        glob = new Glob(keyCase.of(filter.glob()));
        tags = filter.tags().stream().map(tag -> tag.in(keyCase)).toList();
        final List<byte[]> beginnings = new ArrayList<>(List.of(keyCase.of(filter.prefix()), glob.literalPrefix()));
        tags.stream().filter(TagCondition::isEqualName).forEach(name -> beginnings.add(name.value()));
        byte[] longest = beginnings.get(0);
        for (final byte[] one : beginnings) {
            longest = one.length > longest.length ? one : longest;
        }
        prefix = longest;
        isEmpty = !beginnings.stream().allMatch(one -> startsWith(prefix, one));
    }

    /** What every key that matches begins with. */
    public byte[] prefix() {
        return prefix;
    }

    /** Whether no key can match. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** What must hold for tags, as keys are stored. */
    public List<TagCondition> tags() {
        return tags;
    }

    /** Whether a key matches that begins with the prefix. */
    public boolean matches(final byte[] key) {
        if (!glob.matches(key)) {
            return false;
        }
        for (int i = 0; i < tags.size(); i++) {
            if (!tags.get(i).holds(key)) {
                return false;
            }
        }
        return true;
    }

    public static boolean startsWith(final byte[] key, final byte[] prefix) {
        return startsWith(key, 0, key.length, prefix);
    }

    /** Whether the part of a key from {@code from} to before {@code to} does. */
    public static boolean startsWith(final byte[] key, final int from, final int to, final byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(key, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
