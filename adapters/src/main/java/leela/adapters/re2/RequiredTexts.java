package leela.adapters.re2;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts that occur in everything an expression matches, as far as a look at its outermost level tells: {@code
 * ^(.*)\.df-(.*)\.df_complex-used$} requires {@code .df-} and {@code .df_complex-used}. What it does not know for
 * certain it leaves out, and then nothing may be required. One or two bytes tell too little.
 * Thread: one; used for one expression, which is well-formed.
 */
final class RequiredTexts {

    /** What a backslash makes of a letter that takes one character, or none. */
    private static final String CLASSES_AND_PLACES = "dDwWsSbBAz";

    private static final int LEAST = 3;

    private static final Pattern REPEAT = Pattern.compile("\\{(\\d+)(,\\d*)?\\}");
    private static final Pattern GROUP = Pattern.compile("\\((?:\\?(?::|P?<\\w+>))?");

    private final String expression;
    private final StringBuilder run = new StringBuilder();
    private final Set<String> found = new LinkedHashSet<>();
    private int position;
    private int depth;
    private boolean isKnown = true;

    private RequiredTexts(final String expression) {
        this.expression = expression;
    }

    /** Empty where none is known. */
    static List<byte[]> of(final String expression) {
        final RequiredTexts text = new RequiredTexts(expression);
        while (text.isKnown && text.position < expression.length()) {
            text.read();
        }
        text.end();
        return text.isKnown
                ? text.found.stream()
                        .map(one -> one.getBytes(StandardCharsets.US_ASCII))
                        .toList()
                : List.of();
    }

    private void read() {
        final char c = expression.charAt(position++);
        switch (c) {
            case '(' -> openGroup();
            case ')' -> closeGroup();
            case '|' -> isKnown = isKnown && depth > 0;
            case '[' -> {
                skipClass();
                end();
            }
            case '\\' -> escape();
            case '*', '?' -> endWithoutLast();
            case '{' -> repeat();
            case '+', '.', '^', '$' -> end();
            default -> literal(c);
        }
    }

    /** A character that stands for itself; inside of parentheses it may be one of several, or none. */
    private void literal(final char c) {
        if (c > '~') {
            end();
        } else if (depth == 0) {
            run.append(c);
        }
    }

    private void end() {
        if (run.length() >= LEAST) {
            found.add(run.toString());
        }
        run.setLength(0);
    }

    /** The last may not be there at all. */
    private void endWithoutLast() {
        run.setLength(Math.max(0, run.length() - 1));
        end();
    }

    /** Flags may change what letters stand for. */
    private void openGroup() {
        final Matcher group = GROUP.matcher(expression).region(position - 1, expression.length());
        isKnown = group.lookingAt() && !expression.startsWith("?", group.end());
        position = isKnown ? group.end() : position;
        depth++;
        end();
    }

    private void closeGroup() {
        depth--;
        isKnown = isKnown && depth >= 0;
    }

    private void escape() {
        final char c = position < expression.length() ? expression.charAt(position++) : 'Q';
        if (CLASSES_AND_PLACES.indexOf(c) >= 0) {
            end();
        } else if (c > '~' || Character.isLetterOrDigit(c)) {
            isKnown = false;
        } else {
            literal(c);
        }
    }

    /** What is no repetition is text. */
    private void repeat() {
        final Matcher repeat = REPEAT.matcher(expression).region(position - 1, expression.length());
        if (repeat.lookingAt()) {
            position = repeat.end();
            endWithoutLast();
        } else {
            literal('{');
        }
    }

    /** A closing bracket right at the beginning, also of a negated class, belongs to it. */
    private void skipClass() {
        if (position < expression.length() && expression.charAt(position) == '^') {
            position++;
        }
        boolean isFirst = true;
        while (position < expression.length() && (isFirst || expression.charAt(position) != ']')) {
            final int end = expression.startsWith("[:", position) ? expression.indexOf(":]", position) : -1;
            if (expression.charAt(position) == '\\') {
                isKnown = isKnown && !expression.startsWith("Q", position + 1);
                position += 2;
            } else {
                position = end < 0 ? position + 1 : end + 2;
            }
            isFirst = false;
        }
        position++;
    }
}
