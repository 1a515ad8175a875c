package leela.adapters.re2;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many steps an expression has once its repetitions are written out: an estimate from the text, never much below
 * the true figure, taken before anything is compiled.
 * Thread: one; used for one expression.
 */
final class UnfoldedSize {

    private static final long LIMIT = Integer.MAX_VALUE;

    private final String expression;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long before;
    private long last;
    private int position;

    private UnfoldedSize(final String expression) {
        this.expression = expression;
    }

    /** Steps; beyond an int, the largest int. */
    static int of(final String expression) {
        final UnfoldedSize size = new UnfoldedSize(expression);
        while (size.position < expression.length()) {
            size.read();
        }
        while (!size.outer.isEmpty()) {
            size.closeGroup();
        }
        return (int) Math.min(LIMIT, size.before + size.last);
    }

    private void read() {
        final char c = expression.charAt(position++);
        switch (c) {
            case '(' -> openGroup();
            case ')' -> closeGroup();
            case '[' -> {
                skipClass();
                atom();
            }
            case '\\' -> escape();
            case '*', '+', '?', '|' -> last++;
            case '{' -> repeat();
            default -> atom();
        }
    }

    /** {@code \d}, {@code \x{20}}, {@code \p{Greek}} or {@code \Qtext\E}. */
    private void escape() {
        if (expression.startsWith("Q", position)) {
            final int end = expression.indexOf("\\E", position);
            final int textEnd = end < 0 ? expression.length() : end;
            before = Math.min(LIMIT, before + textEnd - position);
            position = end < 0 ? textEnd : end + 2;
        } else if (expression.startsWith("{", position + 1) && "xpP".indexOf(expression.charAt(position)) >= 0) {
            final int end = expression.indexOf('}', position);
            position = end < 0 ? expression.length() : end + 1;
        } else {
            position++;
        }
        atom();
    }

    private void atom() {
        before = Math.min(LIMIT, before + last);
        last = 1;
    }

    private void openGroup() {
        outer.push(before + last);
        before = 0;
        last = 0;
    }

    /** A closing bracket too much is an error that the compiler will name. */
    private void closeGroup() {
        if (!outer.isEmpty()) {
            last = Math.min(LIMIT, before + last + 2);
            before = Math.min(LIMIT, outer.pop());
        }
    }

    /** A closing bracket right at the beginning, also of a negated class, belongs to it. */
    private void skipClass() {
        if (position < expression.length() && expression.charAt(position) == '^') {
            position++;
        }
        position++;
        while (position < expression.length() && expression.charAt(position) != ']') {
            position += skipInClass();
        }
        position++;
    }

    private int skipInClass() {
        if (expression.charAt(position) == '\\') {
            return 2;
        }
        final int end = expression.startsWith("[:", position) ? expression.indexOf(":]", position) : -1;
        return end < 0 ? 1 : end + 2 - position;
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else is text. */
    private void repeat() {
        final int end = expression.indexOf('}', position);
        final String inside = end < 0 ? "" : expression.substring(position, end);
        if (!inside.matches("\\d{1,9}(,\\d{0,9})?")) {
            atom();
            return;
        }
        position = end + 1;
        long times = 1;
        for (final String bound : inside.split(",")) {
            times = Math.max(times, Long.parseLong(bound));
        }
        last = Math.min(LIMIT, (last + 1) * times);
    }
}
