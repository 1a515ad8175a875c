package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import leela.io.http.graphite.joining.Consolidator;
import leela.io.http.graphite.joining.ValueReader;

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
    /** Null as long as nobody needed them. */
    private double[] values;

    /** Null where the values were given. */
    private final ValueReader reader;

    /** How many there are, of those that were not read. */
    private int unread;

    private int dropped;
    private DoubleUnaryOperator each;
    /** What the values are joined to; null where that is not known, or may have changed. */
    private double[] joined;

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
        this.reader = null;
        this.xFilesFactor = xFilesFactor;
        this.tags = tags;
    }

    /** With values that are read when they are needed: joined as they are read, where nobody needs each. */
    public TimeSeries(final String name, final long start, final long end, final long step, final ValueReader reader) {
        this.name = name;
        this.pathExpression = name;
        this.start = start;
        this.end = end;
        this.step = step;
        this.reader = reader;
        this.unread = (int) ((end - start) / step);
        this.tags = tagsOf(name);
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

    /** Each of them; may be changed. */
    double[] values() {
        joined = null;
        if (values == null) {
            final double[] all = reader.values();
            values = dropped == 0 ? all : Arrays.copyOfRange(all, dropped, all.length);
            if (each != null) {
                change(each);
            }
        }
        return values;
    }

    void values(final double[] newValues) {
        joined = null;
        values = newValues;
    }

    /** Changes each that is there. */
    void each(final DoubleUnaryOperator operator) {
        joined = null;
        if (values == null) {
            each = each == null ? operator : andThen(each, operator);
        } else {
            change(operator);
        }
    }

    private static DoubleUnaryOperator andThen(final DoubleUnaryOperator first, final DoubleUnaryOperator second) {
        return value -> {
            final double between = first.applyAsDouble(value);
            return Double.isNaN(between) ? NONE : second.applyAsDouble(between);
        };
    }

    private void change(final DoubleUnaryOperator operator) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? NONE : operator.applyAsDouble(values[i]);
        }
    }

    /** How many values there are, whatever is consolidated. */
    public int size() {
        return values == null ? unread : values.length;
    }

    public int valuesPerPoint() {
        return valuesPerPoint;
    }

    /** From now on so many values make a point. */
    public void consolidate(final long newValuesPerPoint) {
        joined = null;
        valuesPerPoint = (int) Math.max(1, Math.min(newValuesPerPoint, Integer.MAX_VALUE));
    }

    /** Forgets so many values at the start. */
    public void dropFirst(final int count) {
        joined = null;
        if (values == null) {
            final int forgotten = Math.min(count, unread);
            dropped += forgotten;
            unread -= forgotten;
        } else {
            values = Arrays.copyOfRange(values, Math.min(count, values.length), values.length);
        }
    }

    /** The points: the values, or what they are consolidated to. Not to be changed. */
    public double[] points() {
        if (valuesPerPoint == 1) {
            return values();
        }
        if (joined == null) {
            final Consolidator consolidator = new Consolidator(consolidation, valuesPerPoint, xFilesFactor);
            joined = values == null ? reader.points(dropped, consolidator, each) : joined(consolidator);
        }
        return joined;
    }

    private double[] joined(final Consolidator consolidator) {
        final double[] points = new double[(values.length + valuesPerPoint - 1) / valuesPerPoint];
        for (int i = 0; i < points.length; i++) {
            final int from = i * valuesPerPoint;
            final int to = Math.min(values.length, from + valuesPerPoint);
            for (int at = from; at < to; at++) {
                consolidator.add(values[at]);
            }
            points[i] = consolidator.take(to - from);
        }
        return points;
    }
}
