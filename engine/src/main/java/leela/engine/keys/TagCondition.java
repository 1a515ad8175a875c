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

    /** A tag's name, and what is asked of its value. */
    public static final String FORM = "([^;=!~,\\s]+)(=~|!=~|=|!=|~|!~)";

    /** The last of the characters may be repeated, or not be there. */
    private static final Pattern PLAIN_BEGINNING = Pattern.compile("\\^([A-Za-z0-9_-]*?)(?=.[?*+{]|[^A-Za-z0-9_-]|$)");

    private static final Pattern CONDITION = Pattern.compile(FORM + "(.*)", Pattern.DOTALL);

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

    /** A tag that is to have this value, or any other where {@code isNegated}. */
    public static TagCondition equal(final byte[] tag, final byte[] value, final boolean isNegated) {
        return new TagCondition(tag, value, null, isNegated);
    }

    /** A tag whose value passes a test, or does not where {@code isNegated}. */
    public static TagCondition found(final byte[] tag, final Predicate<byte[]> test, final boolean isNegated) {
        return new TagCondition(tag, new byte[0], test, isNegated);
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

    /** Tag and value as they stand in a key, of one that {@link #isEqual}. */
    public byte[] text() {
        final byte[] text = Arrays.copyOf(tag, tag.length + 1 + value.length);
        text[tag.length] = '=';
        System.arraycopy(value, 0, text, tag.length + 1, value.length);
        return text;
    }

    /** Whether it holds for keys that have the tag with this one value, and for no other. */
    public boolean isEqual() {
        return pattern == null && !isNegated && value.length > 0 && !isOfName();
    }

    /** Whether it holds by the tag's value, and for no key without the tag. */
    public boolean isFound() {
        return pattern != null && !isNegated && !isOfName() && !holdsFor(new byte[0]);
    }

    private boolean isOfName() {
        return KeyTags.isName(tag);
    }

    /** Whether what stands before the tags must be this one value. */
    public boolean isEqualName() {
        return pattern == null && !isNegated && isOfName();
    }

    /** What every value begins with in which the regex is found; empty where that is not plain. */
    public byte[] valuePrefix() {
        final String regex = new String(value, StandardCharsets.ISO_8859_1);
        final Matcher plain = PLAIN_BEGINNING.matcher(regex);
        return pattern != null && regex.indexOf('|') < 0 && plain.lookingAt() ? bytes(plain.group(1)) : new byte[0];
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
                    : KeyTags.end(key, from) - from == value.length
                            && Arrays.equals(key, from, from + value.length, value, 0, value.length);
            return isNegated != isEqual;
        }
        return holdsFor(valueIn(key));
    }

    /** The tag's value in the key, empty where the key does not have it. */
    public byte[] valueIn(final byte[] key) {
        final int from = start(key);
        return from < 0 ? new byte[0] : Arrays.copyOfRange(key, from, KeyTags.end(key, from));
    }

    public boolean isNegated() {
        return isNegated;
    }

    /** Where the tag's value begins; -1 where the key does not have it. */
    public int start(final byte[] key) {
        if (isOfName()) {
            return 0;
        }
        if (!KeyTags.isEncoded(key)) {
            return -1;
        }
        for (int at = KeyTags.end(key, 0); at < key.length; at = KeyTags.end(key, at + 1)) {
            final int from = at + 1 + tag.length;
            if (from < key.length && key[from] == '=' && Arrays.equals(key, at + 1, from, tag, 0, tag.length)) {
                return from + 1;
            }
        }
        return -1;
    }
}
