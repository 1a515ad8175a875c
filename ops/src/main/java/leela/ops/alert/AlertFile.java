package leela.ops.alert;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a file: each ends with {@code ;} at the end of a line, or before a comment; lines that begin with
 * {@code #} are comments.
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
            final String said = line.stripLeading().startsWith("#") ? " ".repeat(line.length()) : line;
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
}
