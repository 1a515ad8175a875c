package leela.io.http.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import leela.engine.spi.KeyPattern;
import leela.io.http.HttpRefusal;

/**
 * What a label's value must be. A label that a series does not have is empty.
 * Thread: immutable.
 * Errors: a regular expression that is none, or unfolds to too much, is a 400.
 *
 * @param values  those that are meant; null where {@code pattern} says
 * @param pattern null where {@code values} are given
 */
record LabelMatcher(String name, Set<String> values, KeyPattern pattern, boolean isNegated) {

    private static final int EQUAL = 0;
    private static final int NOT_EQUAL = 1;
    private static final int REGEX = 2;
    private static final int NOT_REGEX = 3;

    /** {@code type}: a number of Prometheus' messages. */
    static LabelMatcher of(final int type, final String name, final String value, final KeyPattern.Compiler patterns) {
        return switch (type) {
            case EQUAL, NOT_EQUAL -> new LabelMatcher(name, Set.of(value), null, type == NOT_EQUAL);
            case REGEX, NOT_REGEX -> ofRegex(name, value, type == NOT_REGEX, patterns);
            default -> throw HttpRefusal.badRequest("matcher: type " + type + " (expected: 0-3)");
        };
    }

    /** A list of words, as dashboards make of several choices, needs no regular expression. */
    private static LabelMatcher ofRegex(
            final String name, final String regex, final boolean isNegated, final KeyPattern.Compiler patterns) {
        if (regex.chars().noneMatch(c -> "\\.+*?()[]{}^$".indexOf(c) >= 0)) {
            return new LabelMatcher(name, Set.of(distinct(regex)), null, isNegated);
        }
        try {
            final KeyPattern pattern = patterns.compile(("^(?s:" + regex + ")$").getBytes(StandardCharsets.UTF_8));
            return new LabelMatcher(name, null, pattern, isNegated);
        } catch (final IllegalArgumentException bad) {
            throw HttpRefusal.badRequest("matcher of " + name + ": " + bad.getMessage());
        }
    }

    private static String[] distinct(final String words) {
        return java.util.Arrays.stream(words.split("\\|", -1)).distinct().toArray(String[]::new);
    }

    boolean matches(final String value) {
        final boolean isMeant =
                pattern == null ? values.contains(value) : pattern.isFoundIn(value.getBytes(StandardCharsets.UTF_8));
        return isMeant != isNegated;
    }

    /** Whether only series that have the label are meant, with one of a few values. */
    boolean isOfValues() {
        return !isNegated && pattern == null && !values.contains("");
    }
}
