package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import leela.io.http.graphite.expression.TargetException;

/**
 * Values at even distances. NaN stands for none.
 * Thread: its owner's. Functions change series in place, as their clients expect.
 * Memory: 8 bytes a value.
 * Units: seconds.
 */
public final class TimeSeries {

    public static final double NONE = Double.NaN;

    public String name;
    public String pathExpression;
    public long start;
    public long end;
    public final long step;
    double[] values;
    public String consolidation = "average";
    public double xFilesFactor;
    public Map<String, String> tags;
    private int valuesPerPoint = 1;

    public TimeSeries(
            final String name,
            final long start,
            final long end,
            final long step,
            final double[] values,
            final double xFilesFactor) {
        this(name, start, end, step, values, xFilesFactor, tagsOf(name));
    }

    TimeSeries(
            final String name,
            final long start,
            final long end,
            final long step,
            final double[] values,
            final double xFilesFactor,
            final Map<String, String> tags) {
        this.name = name;
        this.pathExpression = name;
        this.start = start;
        this.end = end;
        this.step = step;
        this.values = values;
        this.xFilesFactor = xFilesFactor;
        this.tags = tags;
    }

    /** {@code name;tag=value;…}; the name itself is the tag {@code name}. */
    public static Map<String, String> tagsOf(final String name) {
        final Map<String, String> tags = new LinkedHashMap<>();
        final int mark = name.indexOf(';');
        if (mark < 0 || name.endsWith(")")) {
            tags.put("name", name);
            return tags;
        }
        tags.put("name", name.substring(0, mark));
        for (final String tag : name.substring(mark + 1).split(";")) {
            final int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.put(tag.substring(0, equals), tag.substring(equals + 1));
            }
        }
        return tags;
    }

    /** Values that take as much memory as a name of this length. */
    public static int valuesOfName(final int length) {
        return length / Double.BYTES + 1;
    }

    /** With another name and values; it shares the tags. */
    TimeSeries copy(final String newName, final double[] newValues) {
        return copy(newName, start, end, step, newValues);
    }

    TimeSeries copy(
            final String newName,
            final long newStart,
            final long newEnd,
            final long newStep,
            final double[] newValues) {
        final TimeSeries copy = new TimeSeries(newName, newStart, newEnd, newStep, newValues, xFilesFactor, tags);
        copy.consolidation = consolidation;
        return copy;
    }

    /** Changes the name, and the path with it. */
    void rename(final String newName) {
        name = newName;
        pathExpression = newName;
    }

    /** How many values there are, whatever is consolidated. */
    public int size() {
        return values.length;
    }

    public int valuesPerPoint() {
        return valuesPerPoint;
    }

    /** From now on so many values make a point. */
    public void consolidate(final long newValuesPerPoint) {
        valuesPerPoint = (int) Math.max(1, Math.min(newValuesPerPoint, Integer.MAX_VALUE));
    }

    /** Forgets so many values at the start. */
    public void dropFirst(final int count) {
        values = Arrays.copyOfRange(values, Math.min(count, values.length), values.length);
    }

    /** The points: the values, or what they are consolidated to. Not to be changed. */
    public double[] points() {
        if (valuesPerPoint == 1) {
            return values;
        }
        final double[] points = new double[(values.length + valuesPerPoint - 1) / valuesPerPoint];
        for (int i = 0; i < points.length; i++) {
            final int from = i * valuesPerPoint;
            points[i] = point(from, Math.min(values.length, from + valuesPerPoint));
        }
        return points;
    }

    private double point(final int from, final int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += Double.isNaN(values[i]) ? 0 : 1;
        }
        if (count == 0 || (double) count / valuesPerPoint < xFilesFactor) {
            return NONE;
        }
        return switch (consolidation) {
            case "average", "avg" -> sum(from, to) / count;
            case "avg_zero" -> sum(from, to) / (to - from);
            case "sum" -> sum(from, to);
            case "min" -> extreme(from, to, -1);
            case "max" -> extreme(from, to, 1);
            case "first" -> first(from, 1);
            case "last" -> first(to - 1, -1);
            default -> throw new TargetException("Invalid consolidation function: '" + consolidation + "'");
        };
    }

    private double sum(final int from, final int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Double.isNaN(values[i]) ? 0 : values[i];
        }
        return sum;
    }

    private double extreme(final int from, final int to, final int sign) {
        double extreme = NONE;
        for (int i = from; i < to; i++) {
            if (Double.isNaN(extreme) || sign * values[i] > sign * extreme) {
                extreme = values[i];
            }
        }
        return extreme;
    }

    private double first(final int from, final int direction) {
        int at = from;
        while (Double.isNaN(values[at])) {
            at += direction;
        }
        return values[at];
    }
}
