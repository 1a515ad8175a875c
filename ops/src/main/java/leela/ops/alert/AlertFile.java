package leela.ops.alert;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a file: each ends with {@code ;} at the end of a line, or before a comment. A comment goes from a
 * {@code #} that begins a line, or stands behind a blank and outside of quotes, to the end of the line.
 * Thread: any.
 */
public final class AlertFile {

    private AlertFile() {}

    /**
     * One statement.
     *
     * @param line   where it begins, from 1
     * @param text   with the comments in it blanked out, so that columns stay
     */
    public record Written(int line, String text) {

        /** The line and column that a column of the text, which counts through its lines, is in. */
        public String place(final int column) {
            int at = line;
            int left = column;
            for (final String one : text.split("\n", -1)) {
                if (left <= one.length() + 1) {
                    return at + ":" + Math.max(1, left);
                }
                left -= one.length() + 1;
                at++;
            }
            return at - 1 + ":1";
        }
    }

    /** The statements of a text, in their order; what follows the last semicolon is one, too. */
    public static List<Written> statements(final String text) {
        final List<Written> all = new ArrayList<>();
        final StringBuilder statement = new StringBuilder();
        int begin = 0;
        int number = 0;
        for (final String line : text.split("\n", -1)) {
            number++;
            final int comment = comment(line, isQuoted(statement));
            final String said = line.substring(0, comment) + " ".repeat(line.length() - comment);
            if (statement.isEmpty()) {
                if (said.isBlank()) {
                    continue;
                }
                begin = number;
            } else {
                statement.append('\n');
            }
            statement.append(said);
            if (said.stripTrailing().endsWith(";")) {
                all.add(new Written(begin, statement.toString()));
                statement.setLength(0);
            }
        }
        if (!statement.toString().isBlank()) {
            all.add(new Written(begin, statement.toString()));
        }
        return all;
    }

    /** Where the comment of a line begins; behind its end where it has none. */
    private static int comment(final String line, final boolean isQuoted) {
        boolean isInside = isQuoted;
        boolean isFirst = true;
        for (int i = 0; i < line.length(); i++) {
            final char c = line.charAt(i);
            if (c == '#' && (isFirst || !isInside && Character.isWhitespace(line.charAt(i - 1)))) {
                return i;
            }
            isInside ^= isQuote(line, i);
            isFirst &= Character.isWhitespace(c);
        }
        return line.length();
    }

    private static boolean isQuoted(final CharSequence statement) {
        boolean isInside = false;
        for (int i = 0; i < statement.length(); i++) {
            isInside ^= isQuote(statement, i);
        }
        return isInside;
    }

    /** Whether a quote without a backslash of its own stands there. */
    private static boolean isQuote(final CharSequence text, final int at) {
        if (text.charAt(at) != '"') {
            return false;
        }
        int backslashes = 0;
        while (backslashes < at && text.charAt(at - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 0;
    }
}
