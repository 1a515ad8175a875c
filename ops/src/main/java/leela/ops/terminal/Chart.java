package leela.ops.terminal;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * A small chart of a series: one column a stretch of time, with a bar to the mean of its points.
 * Thread: one.
 * Memory: 16 bytes a point up to a bound; beyond it, neighbours are joined.
 */
public final class Chart {

    private static final int MAX_POINTS = 1 << 16;
    /** A gap is longer than so many usual distances of two points. */
    private static final double GAP = 3.5;

    private static final String[] UP = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    private static final String[] DOWN = {" ", "▔", "▔", "▀", "▀", "▀", "▀", "█", "█"};
    private static final int PARTS = 8;

    private final int width;
    private final ZoneId zone;
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

    /** {@code width} characters wide, with its labels; times are those of {@code zone}. */
    public Chart(final int width, final ZoneId zone) {
        this.width = width;
        this.zone = zone;
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
            final ChartAxis axis = ChartAxis.of(min, max);
            final int margin = axis.labelWidth();
            final int columns = Math.max(10, width - margin - 2);
            printBars(out, axis, means(columns), margin);
            printTimes(out, margin, columns);
        }
        printFigures(out);
    }

    private static void printBars(final PrintWriter out, final ChartAxis axis, final double[] means, final int margin) {
        final int base = axis.baseRow();
        for (int row = axis.rows() - 1; row >= -1; row--) {
            if (row == base - 1) {
                final String corner = row < 0 ? "└" : row == axis.rows() - 1 ? "┌" : "┼";
                line(out, margin, axis.label(base), corner + "─".repeat(means.length));
            }
            if (row >= 0) {
                final StringBuilder bars = new StringBuilder("│");
                for (final double mean : means) {
                    bars.append(cell(axis, mean, row));
                }
                // above zero a label stands at the upper edge of its row, below it at the lower
                line(out, margin, axis.label(row >= base ? row + 1 : row), bars.toString());
            }
        }
    }

    private static void line(final PrintWriter out, final int margin, final String label, final String rest) {
        out.println((" ".repeat(margin - label.length()) + label + " " + rest).stripTrailing());
    }

    /** What a column of this mean shows in a row: rows count from the bottom. */
    private static String cell(final ChartAxis axis, final double mean, final int row) {
        if (Double.isNaN(mean)) {
            return " ";
        }
        final int base = axis.baseRow();
        final double height = (axis.rowOf(mean) - base) * PARTS;
        if (row >= base) {
            // what is there is seen, however little it is
            final long eighths = height >= 0 ? Math.max(1, Math.round(height)) : 0;
            return UP[(int) Math.max(0, Math.min(PARTS, eighths - (long) (row - base) * PARTS))];
        }
        final long eighths = height < 0 ? Math.max(1, Math.round(-height)) : 0;
        return DOWN[(int) Math.max(0, Math.min(PARTS, eighths - (long) (base - 1 - row) * PARTS))];
    }

    /** The mean of each column; one without points shows the one before it, unless there is a gap. */
    private double[] means(final int columns) {
        final double[] sums = new double[columns];
        final int[] counts = new int[columns];
        final double span = Math.max(times[size - 1] - times[0], 1e-9);
        for (int i = 0; i < size; i++) {
            final int column = columnOf(i, span, columns);
            sums[column] += values[i];
            counts[column]++;
        }
        for (int i = 0; i < columns; i++) {
            sums[i] = counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
        }
        final double longest = GAP * usualDistance();
        for (int i = 1; i < size; i++) {
            if (times[i] - times[i - 1] <= longest) {
                final int from = columnOf(i - 1, span, columns);
                Arrays.fill(sums, from + 1, Math.max(from + 1, columnOf(i, span, columns)), sums[from]);
            }
        }
        return sums;
    }

    private int columnOf(final int point, final double span, final int columns) {
        return (int) Math.min(columns - 1, (times[point] - times[0]) / span * columns);
    }

    /** The median. */
    private double usualDistance() {
        final double[] distances = new double[Math.max(1, size - 1)];
        for (int i = 1; i < size; i++) {
            distances[i - 1] = times[i] - times[i - 1];
        }
        Arrays.sort(distances);
        return distances[distances.length / 2];
    }

    /** With the date where there is room for both. */
    private void printTimes(final PrintWriter out, final int margin, final int columns) {
        for (final String pattern : new String[] {"uuuu-MM-dd HH:mm:ss", "MM-dd HH:mm", "HH:mm"}) {
            final DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
            final String from = format.format(moment(times[0]));
            final String to = format.format(moment(times[size - 1]));
            final int room = columns - from.length() - to.length();
            if (room > 0) {
                out.println(" ".repeat(margin + 2) + from + " ".repeat(room) + to);
                return;
            }
        }
    }

    private ZonedDateTime moment(final double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1000)).atZone(zone);
    }

    private void printFigures(final PrintWriter out) {
        final StringBuilder line = new StringBuilder(count == 1 ? "1 point" : count + " points");
        final String[] names = {"min", "mean", "max", "last"};
        final double[] figures = {min, sum / count, max, last};
        for (int i = 0; i < names.length && count > 0; i++) {
            final String next = names[i] + " " + ShortNumber.of(figures[i]);
            line.append(',');
            if (line.length() - line.lastIndexOf("\n") + next.length() > width) {
                line.append('\n').append(next);
            } else {
                line.append(' ').append(next);
            }
        }
        out.println(line);
    }

    private void halve() {
        for (int i = 0; i < size / 2; i++) {
            times[i] = times[2 * i];
            values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
        }
        size /= 2;
        joined *= 2;
    }
}
