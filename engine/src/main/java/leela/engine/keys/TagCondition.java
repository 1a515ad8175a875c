package leela.engine.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a key's tag must be: {@code host=web1}, {@code host!=web1}, or found by a regex, {@code host~^web} and
 * {@code host!~^web}. A tag that a key does not have is empty. {@code name} is what stands before the tags. Values are
 * compared as they stand in the key, percent-encoded.
 * Thread: immutable.
 * Errors: a text of another form is an {@link IllegalArgumentException} in one plain sentence.
 */
public final class TagCondition {

    /** As which a key's text before its tags goes. */
    public static final String NAME = "name";

    /** A tag's name, and what is asked of its value. */
    public static final String FORM = "([^;=!~,\\s]+)(=~|!=~|=|!=|~|!~)";

    private static final Pattern CONDITION = Pattern.compile(FORM + "(.*)", Pattern.DOTALL);
    private static final byte SEMICOLON = ';';

    private final byte[] tag;
    private final byte[] value;
    /** Null where the value must be equal. */
    private final Predicate<byte[]> pattern;

    private final boolean isNegated;

    private TagCondition(
            final byte[] tag, final byte[] value, final Predicate<byte[]> pattern, final boolean isNegated) {
        this.tag = tag;
        this.value = value;
        this.pattern = pattern;
        this.isNegated = isNegated;
    }

    /** From its text; {@code regex} says where a regex is found. */
    public static TagCondition of(final byte[] text, final Function<byte[], Predicate<byte[]>> regex) {
        final Matcher form = CONDITION.matcher(new String(text, StandardCharsets.ISO_8859_1));
        if (!form.matches()) {
            throw new IllegalArgumentException("tag: '" + new String(text, StandardCharsets.UTF_8)
                    + "' (expected: such as host=web1, host!=web1, host~^web or host!~^web)");
        }
        final byte[] value = bytes(form.group(3));
        final boolean isPattern = form.group(2).endsWith("~");
        return new TagCondition(
                bytes(form.group(1)),
                value,
                isPattern ? regex.apply(value) : null,
                form.group(2).startsWith("!"));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A tag that is to have this value. */
    public static TagCondition equal(final byte[] tag, final byte[] value) {
        return new TagCondition(tag, value, null, false);
    }

    /** As keys are stored so. */
    TagCondition in(final KeyCase keyCase) {
        return new TagCondition(keyCase.of(tag), keyCase.of(value), pattern, isNegated);
    }

    /** Never write to it. */
    public byte[] tag() {
        return tag;
    }

    /** What the value must be, or the regex; never write to it. */
    public byte[] value() {
        return value;
    }

    /** Whether only keys that have the tag hold it, with this one value. */
    public boolean isEqual() {
        return pattern == null && !isNegated && value.length > 0 && !isOfName();
    }

    /** Whether the tag's value is to be found by a regex, and no key without the tag holds it. */
    public boolean isFound() {
        return pattern != null && !isNegated && !isOfName() && !holdsFor(new byte[0]);
    }

    boolean isOfName() {
        return Arrays.equals(tag, bytes(NAME));
    }

    /** Whether the name must be this one value. */
    boolean isEqualName() {
        return pattern == null && !isNegated && isOfName();
    }

    /** Whether a value is as it must be. */
    public boolean holdsFor(final byte[] found) {
        return isNegated != (pattern == null ? Arrays.equals(found, value) : pattern.test(found));
    }

    public boolean holds(final byte[] key) {
        final int from = start(key);
        if (pattern == null) {
            final boolean isEqual = from < 0
                    ? value.length == 0
                    : end(key, from) - from == value.length
                            && Arrays.equals(key, from, from + value.length, value, 0, value.length);
            return isNegated != isEqual;
        }
        return holdsFor(valueIn(key));
    }

    /** The tag's value in the key, empty where the key does not have it. */
    public byte[] valueIn(final byte[] key) {
        final int from = start(key);
        return from < 0 ? new byte[0] : Arrays.copyOfRange(key, from, end(key, from));
    }

    public boolean isNegated() {
        return isNegated;
    }

    /** Where the tag's value begins; -1 where the key does not have it. */
    public int start(final byte[] key) {
        if (isOfName()) {
            return 0;
        }
        for (int at = end(key, 0); at < key.length; at = end(key, at + 1)) {
            final int from = at + 1 + tag.length;
            if (from < key.length && key[from] == '=' && Arrays.equals(key, at + 1, from, tag, 0, tag.length)) {
                return from + 1;
            }
        }
        return -1;
    }

    private static int end(final byte[] key, final int from) {
        int end = from;
        while (end < key.length && key[end] != SEMICOLON) {
            end++;
        }
        return end;
    }
}
