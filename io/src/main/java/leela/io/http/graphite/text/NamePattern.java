package leela.io.http.graphite.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import leela.io.http.graphite.expression.TargetException;

/**
 * A regular expression over names of series. How long it may look at one is bounded, so that no expression can hold up
 * those who wait.
 * Thread: immutable; any.
 * Errors: {@link TargetException} for one that is none, or takes too long.
 */
public final class NamePattern {

    private static final int MOST_LOOKS = 1_000_000;

    private final Pattern pattern;

    private NamePattern(final Pattern pattern) {
        this.pattern = pattern;
    }

    public static NamePattern of(final String text) {
        try {
            return new NamePattern(Pattern.compile(text.replace("(?P<", "(?<")));
        } catch (final PatternSyntaxException bad) {
            throw new TargetException("pattern: " + text + ": " + bad.getDescription());
        }
    }

    public boolean isFoundIn(final String name) {
        return pattern.matcher(new Watched(name)).find();
    }

    public boolean matches(final String name) {
        return pattern.matcher(new Watched(name)).lookingAt();
    }

    /** Every match replaced by text in which {@code \1} stands for its first group. */
    public String replace(final String name, final String replacement) {
        final Matcher matcher = pattern.matcher(new Watched(name));
        final String text = Matcher.quoteReplacement(replacement)
                .replaceAll("\\\\\\\\g<(\\w+)>", "\\${$1}")
                .replaceAll("\\\\\\\\(\\d)", "\\$$1");
        try {
            return matcher.replaceAll(text.replaceAll("\\$\\{(\\d+)\\}", "\\$$1"));
        } catch (final IndexOutOfBoundsException | IllegalArgumentException noGroup) {
            throw new TargetException("replacement: " + replacement + " (expected: groups of " + pattern + ")");
        }
    }

    /** A name whose characters are counted as they are looked at. */
    private static final class Watched implements CharSequence {
        private final String name;
        private int looks;

        private Watched(final String name) {
            this.name = name;
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(final int index) {
            if (++looks > MOST_LOOKS) {
                throw new TargetException("a pattern takes too long");
            }
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(final int start, final int end) {
            return name.subSequence(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
