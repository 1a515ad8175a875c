package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which series make one group, and what its results are called: {@code BY $1, tag:host AS "{1}.cpu.busy"}. In the name
 * {@code {n}} is the n-th key of the group; without {@code BY} each series is for itself, and {@code {n}} is what the
 * n-th parentheses of its regex matched, {@code {key}} its key.
 * Thread: immutable.
 * Errors: what may not be built is an {@link IllegalArgumentException} in one plain sentence.
 *
 * @param by   empty where each series is for itself, or where a join is of all
 * @param name empty where results have the key of their series
 */
public record Naming(List<Key> by, String name) {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");

    /** Results have the key of their series. */
    public static final Naming NONE = new Naming(List.of(), "");

    /** Longest name, and longest name of a tag, in bytes: no key of a series is longer. */
    public static final int MAX_LENGTH = 1024;

    /** Most keys of a group. */
    public static final int MAX_KEYS = 16;

    /** What the series of a group have in common. */
    public sealed interface Key {}

    /** {@code $1}: what the parentheses of the regex matched. */
    public record Capture(int number) implements Key {
        @Override
        public String toString() {
            return "$" + number;
        }
    }

    /** {@code tag:host}. */
    public record Tag(String tag) implements Key {
        @Override
        public String toString() {
            return "tag:" + tag;
        }
    }

    public Naming {
        by = List.copyOf(by);
        if (by.size() > MAX_KEYS) {
            throw new IllegalArgumentException("BY: " + by.size() + " keys (expected: at most " + MAX_KEYS + ")");
        }
        if (!by.isEmpty() && name.isEmpty()) {
            throw new IllegalArgumentException("BY without AS (expected: AS \"name\" for the results)");
        }
        checkLength("AS: a name", name);
        for (final Key key : by) {
            checkLength("BY: a tag", key instanceof final Tag tag ? tag.tag() : "");
        }
        final Matcher place = PLACE.matcher(name);
        while (place.find()) {
            checkPlace(place.group(1), by.size());
        }
        final String bare = place.replaceAll("");
        if (bare.indexOf('{') >= 0 || bare.indexOf('}') >= 0) {
            throw new IllegalArgumentException("name: a brace that stands alone (expected: {1}, {2} or {key})");
        }
    }

    private static void checkLength(final String what, final String text) {
        final int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_LENGTH) {
            throw new IllegalArgumentException(what + " of " + bytes + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
    }

    /** What groups are called where nothing else is said: {@code {1}.{2}}. */
    static String usualName(final int keys) {
        return IntStream.rangeClosed(1, keys).mapToObj(key -> "{" + key + "}").collect(Collectors.joining("."));
    }

    /** Whether results have a key of their own. */
    public boolean isGiven() {
        return !name.isEmpty();
    }

    /** The clauses as they are written, with a blank before each; empty where there are none. */
    @Override
    public String toString() {
        final String keys = by.stream().map(Key::toString).collect(Collectors.joining(", "));
        return (by.isEmpty() ? "" : " BY " + keys) + (name.isEmpty() ? "" : " AS \"" + escaped() + "\"");
    }

    private String escaped() {
        return escaped(name);
    }

    /** As it stands between double quotes. */
    static String escaped(final String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static void checkPlace(final String place, final int keys) {
        final boolean isKey = keys == 0 && place.equals("key");
        final boolean isNumber = place.matches("[1-9][0-9]?") && (keys == 0 || Integer.parseInt(place) <= keys);
        if (!isKey && !isNumber) {
            throw new IllegalArgumentException("name: {" + place + "} (expected: "
                    + (keys == 0 ? "{1}, {2}, … or {key}" : keys == 1 ? "{1}" : "{1} to {" + keys + "}") + ")");
        }
    }
}
