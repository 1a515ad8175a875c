package leela.ops.terminal;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/**
 * A small chart of a series: one column a stretch of time, as high as the mean of its points.
 * Thread: one.
 * Memory: 16 bytes a point up to a bound; beyond it, neighbours are joined.
 */
public final class Chart {

    private static final int ROWS = 8;
    private static final int LABEL = 12;
    private static final int MAX_POINTS = 1 << 16;
    private static final String[] PARTS = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

    private final int columns;
    private double[] times = new double[1024];
    private double[] values = new double[1024];
    private int size;
    private int joined = 1;
    private int pending;
    private double pendingSum;
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private double last;

    /** {@code width} characters wide, with its labels. */
    public Chart(final int width) {
        columns = width - LABEL - 2;
    }

    /** Takes the next point; times ascend. */
    public void add(final double seconds, final double value) {
        count++;
        sum += value;
        last = value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        pendingSum += value;
        if (++pending < joined) {
            return;
        }
        if (size == MAX_POINTS) {
            halve();
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        times[size] = seconds;
        values[size++] = pendingSum / pending;
        pending = 0;
        pendingSum = 0;
    }

    public void print(final PrintWriter out) {
        if (size > 0) {
            final double[] means = means();
            for (int row = ROWS - 1; row >= 0; row--) {
                final StringBuilder line = new StringBuilder();
                for (final double mean : means) {
                    line.append(cell(mean, row));
                }
                out.printf(Locale.ROOT, "%" + LABEL + "s │%s%n", label(row), line);
            }
            final String from = Times.text(Double.toString(times[0]));
            final String to = Times.text(Double.toString(times[size - 1]));
            out.printf(Locale.ROOT, "%" + LABEL + "s └%s%n", "", "─".repeat(columns));
            out.printf(
                    Locale.ROOT, "%" + LABEL + "s  %s%" + Math.max(1, columns - from.length()) + "s%n", "", from, to);
        }
        out.printf(
                Locale.ROOT,
                "%d points, min %s, mean %s, max %s, last %s%n",
                count,
                number(min),
                number(sum / count),
                number(max),
                number(last));
    }

    private void halve() {
        for (int i = 0; i < size / 2; i++) {
            times[i] = times[2 * i];
            values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
        }
        size /= 2;
        joined *= 2;
    }

    private double[] means() {
        final double[] sums = new double[columns];
        final int[] counts = new int[columns];
        final double span = Math.max(times[size - 1] - times[0], 1e-9);
        for (int i = 0; i < size; i++) {
            final int column = (int) Math.min(columns - 1, (times[i] - times[0]) / span * columns);
            sums[column] += values[i];
            counts[column]++;
        }
        for (int i = 0; i < columns; i++) {
            sums[i] = counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
        }
        return sums;
    }

    /** What a column of this mean shows in a row: rows count from the bottom. */
    private String cell(final double mean, final int row) {
        if (Double.isNaN(mean)) {
            return " ";
        }
        final double share = max > min ? (mean - min) / (max - min) : 0.5;
        final int eighths = 1 + (int) Math.round(share * (ROWS * (PARTS.length - 1) - 1));
        return PARTS[Math.max(0, Math.min(PARTS.length - 1, eighths - row * (PARTS.length - 1)))];
    }

    private String label(final int row) {
        return row == ROWS - 1 ? number(max) : row == 0 ? number(min) : "";
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
