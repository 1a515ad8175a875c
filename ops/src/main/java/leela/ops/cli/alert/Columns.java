package leela.ops.cli.alert;

import java.util.List;

/** Rows of cells as lines, whose columns are as wide as their widest cell, but for the last. Thread: any. */
final class Columns {

    private Columns() {}

    /** The column {@code right} stands at the right; all rows have as many cells as the first. */
    static List<String> lines(final List<List<String>> rows, final int right) {
        final int[] widths = new int[rows.get(0).size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length - 1; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths, right)).toList();
    }

    private static String line(final List<String> row, final int[] widths, final int right) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length - 1; i++) {
            final String blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == right ? blanks + row.get(i) : row.get(i) + blanks).append("  ");
        }
        return line.append(row.get(widths.length - 1)).toString();
    }
}
