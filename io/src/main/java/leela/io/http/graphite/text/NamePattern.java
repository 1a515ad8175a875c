package leela.io.http.graphite.text;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import leela.io.http.graphite.expression.TargetException;

/**
 * A regular expression over names of series. How long it may look at one, and at all of them, is bounded, and so is
 * what it makes of one, so that no expression can hold up those who wait, or fill the memory.
 * Thread: its request's.
 * Memory: one matcher, whatever the number of names.
 * Errors: {@link TargetException} for one that is none, or takes too long.
 */
public final class NamePattern {

    private static final int MOST_LOOKS = 1_000_000;
    /** At all names: seconds of work. */
    private static final long MOST_LOOKS_IN_ALL = 1L << 30;
    /** Characters of a name that is made by replacing. */
    private static final int MOST_MADE = 1 << 16;

    private static final String TOO_DEEP = "a pattern nests too deep for a name of this length";

    private final Pattern pattern;
    private final Watched watched = new Watched();
    /** One for all names: patterns are held against a million. */
    private final Matcher matcher;

    private long looks;

    private NamePattern(final Pattern pattern) {
        this.pattern = pattern;
        matcher = pattern.matcher(watched);
    }

    public static NamePattern of(final String text) {
        return compiled(text.replace("(?P<", "(?<"), 0, text);
    }

    /** Of a regular expression that was made of a text, in which dots stand for any character. */
    public static NamePattern madeOf(final String text, final String regex) {
        return compiled(regex, Pattern.DOTALL, text);
    }

    private static NamePattern compiled(final String regex, final int flags, final String text) {
        try {
            return new NamePattern(Pattern.compile(regex, flags));
        } catch (final PatternSyntaxException bad) {
            throw new TargetException("pattern: " + text + ": " + bad.getDescription());
        } catch (final StackOverflowError deep) {
            throw new TargetException("pattern: " + text + ": it nests too deep");
        }
    }

    public boolean isFoundIn(final String name) {
        return holds(name, Matcher::find);
    }

    public boolean matches(final String name) {
        return holds(name, Matcher::lookingAt);
    }

    /** Whether the whole name is what it says. */
    public boolean equalsWhole(final String name) {
        return holds(name, Matcher::matches);
    }

    private boolean holds(final String name, final Predicate<Matcher> look) {
        try {
            return look.test(on(name));
        } catch (final StackOverflowError deep) {
            throw new TargetException(TOO_DEEP);
        }
    }

    private Matcher on(final String name) {
        watched.name = name;
        watched.looksHere = 0;
        return matcher.reset();
    }

    /** Every match replaced by text in which {@code \1} stands for its first group. */
    public String replace(final String name, final String replacement) {
        final String text = Matcher.quoteReplacement(replacement)
                .replaceAll("\\\\\\\\g<(\\w+)>", "\\${$1}")
                .replaceAll("\\\\\\\\(\\d)", "\\$$1");
        try {
            return replaced(on(name), name.length(), text.replaceAll("\\$\\{(\\d+)\\}", "\\$$1"));
        } catch (final IndexOutOfBoundsException | IllegalArgumentException noGroup) {
            throw new TargetException("replacement: " + replacement + " (expected: groups of " + pattern + ")");
        } catch (final StackOverflowError deep) {
            throw new TargetException(TOO_DEEP);
        }
    }

    private static String replaced(final Matcher matcher, final int length, final String replacement) {
        final long groups = replacement.chars().filter(c -> c == '$').count();
        requireShort(replacement.length() + groups * length);
        final StringBuilder made = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(made, replacement);
            requireShort(made.length());
        }
        return matcher.appendTail(made).toString();
    }

    private static void requireShort(final long length) {
        if (length > MOST_MADE) {
            throw new TargetException("replacing makes a name of more than " + MOST_MADE + " characters");
        }
    }

    /** A name whose characters are counted as they are looked at. */
    private final class Watched implements CharSequence {
        private String name = "";
        private int looksHere;

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(final int index) {
            if (++looksHere > MOST_LOOKS || ++looks > MOST_LOOKS_IN_ALL) {
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
