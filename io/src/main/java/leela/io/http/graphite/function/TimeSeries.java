package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import leela.io.http.graphite.joining.Consolidator;
import leela.io.http.graphite.joining.ReadRoom;
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
            values = reader.kept(dropped, unread);
            if (each != null) {
                change(values, unread, each);
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
            change(values, values.length, operator);
        }
    }

    private static DoubleUnaryOperator andThen(final DoubleUnaryOperator first, final DoubleUnaryOperator second) {
        return value -> {
            final double between = first.applyAsDouble(value);
            return Double.isNaN(between) ? NONE : second.applyAsDouble(between);
        };
    }

    private static void change(final double[] values, final int count, final DoubleUnaryOperator operator) {
        for (int i = 0; i < count; i++) {
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
            final int count = pointCount();
            final ReadRoom room = values == null ? reader.room(count) : null;
            final double[] points = new double[count];
            join(room, points);
            joined = points;
        }
        return joined;
    }

    /** How many points there are. */
    public int pointCount() {
        return (int) (((long) size() + valuesPerPoint - 1) / valuesPerPoint);
    }

    /** How many values are to be read from storage for the points. */
    public int unread() {
        return values == null && joined == null ? unread : 0;
    }

    /**
     * The points, for who looks at them once: they stand at the start of what may be the room's array, and are not
     * kept. Not to be changed. Thread: any, as long as the series stays as it is.
     */
    public double[] points(final ReadRoom room) {
        if (joined != null) {
            return joined;
        }
        if (values != null && valuesPerPoint == 1) {
            return values;
        }
        final int count = pointCount();
        final double[] points = room.values(count);
        if (valuesPerPoint > 1) {
            join(room, points);
        } else {
            reader.values(room, dropped, points, count);
            if (each != null) {
                change(points, count, each);
            }
        }
        return points;
    }

    /** Whether the points are what storage has, joined or not, of which nothing was read. */
    public boolean isPlain() {
        return values == null && joined == null && each == null;
    }

    /** Refuses a function that joins values and is not known. */
    public void requireConsolidation() {
        if (valuesPerPoint > 1) {
            consolidator();
        }
    }

    private Consolidator consolidator() {
        return new Consolidator(consolidation, valuesPerPoint, xFilesFactor);
    }

    private void join(final ReadRoom room, final double[] points) {
        final Consolidator consolidator = consolidator();
        final int count = pointCount();
        if (values == null) {
            reader.points(room, dropped, points, count, consolidator, each);
            return;
        }
        for (int i = 0; i < count; i++) {
            final int from = i * valuesPerPoint;
            final int to = Math.min(values.length, from + valuesPerPoint);
            for (int at = from; at < to; at++) {
                consolidator.add(values[at]);
            }
            points[i] = consolidator.take(to - from);
        }
    }
}
