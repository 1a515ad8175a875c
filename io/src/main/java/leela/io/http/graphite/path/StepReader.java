package leela.io.http.graphite.path;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import leela.engine.chunk.PointSums;
import leela.engine.history.History;
import leela.engine.runtime.Clock;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.joining.Consolidator;
import leela.io.http.graphite.joining.ReadRoom;
import leela.io.http.graphite.joining.ValueReader;

/**
 * Reads one series from history: a value each step, which is the last that came in it. Where several make a point they
 * are joined as they are decoded, or taken from the sums beside them where those hold no more than one a step.
 * Thread: any, each with a room of its own; may block on storage.
 * Memory: that of its room; what the request keeps is charged to it.
 */
final class StepReader implements ValueReader {

    private final StoredSeries request;
    private final ValuesAhead together;
    private final int index;
    private final History history;
    private final String path;
    private final long start;
    private final long end;
    private final long step;

    /**
     * Units: epoch seconds.
     *
     * @param together those that were fetched with it
     */
    StepReader(
            final StoredSeries request,
            final ValuesAhead together,
            final History history,
            final String path,
            final long start,
            final long end,
            final long step) {
        this.request = request;
        this.together = together;
        index = together.add(this);
        this.history = history;
        this.path = path;
        this.start = start;
        this.end = end;
        this.step = step;
    }

    /** How many values there are. */
    long count() {
        return (end - start) / step;
    }

    @Override
    public double[] kept(final int first, final int count) {
        final double[] read = together.take(index);
        if (read != null) {
            return first == 0 ? read : Arrays.copyOfRange(read, first, first + count);
        }
        request.charge(count);
        final double[] values = new double[count];
        values(request.room(), first, values, count);
        return values;
    }

    @Override
    public ReadRoom room(final long kept) {
        request.charge(kept);
        return request.room();
    }

    @Override
    public void values(final ReadRoom room, final int first, final double[] values, final int count) {
        Arrays.fill(values, 0, count, TimeSeries.NONE);
        final long[] timesNs = room.timesNs();
        final double[] batch = room.batch();
        final long origin = start + first * step;
        final StepIndex steps = new StepIndex(origin, step);
        try (History.Points points = points(origin)) {
            for (int n = points.read(timesNs, batch); n > 0; n = points.read(timesNs, batch)) {
                room.read(n);
                for (int i = 0; i < n; i++) {
                    if (Double.isFinite(batch[i])) {
                        values[steps.of(timesNs[i])] = batch[i];
                    }
                }
            }
        }
    }

    @Override
    public void points(
            final ReadRoom room,
            final int first,
            final double[] points,
            final int count,
            final Consolidator consolidator,
            final DoubleUnaryOperator each) {
        final int values = (int) ((end - start) / step) - first;
        final int valuesPerPoint = consolidator.valuesPerPoint();
        final long origin = start + first * step;
        final PointSums sums = each == null
                ? new PointSums(
                        origin * Clock.NANOS_PER_SECOND,
                        valuesPerPoint * step * Clock.NANOS_PER_SECOND,
                        step * Clock.NANOS_PER_SECOND)
                : null;
        if (!join(room, points, count, values, origin, consolidator, each, sums)) {
            join(room, points, count, values, origin, consolidator, each, null);
        }
    }

    /** False where sums stand for a value that does not count, since another came in the same step. */
    private boolean join(
            final ReadRoom room,
            final double[] points,
            final int count,
            final int values,
            final long origin,
            final Consolidator consolidator,
            final DoubleUnaryOperator each,
            final PointSums sums) {
        Arrays.fill(points, 0, count, TimeSeries.NONE);
        consolidator.take(1);
        final long[] timesNs = room.timesNs();
        final double[] batch = room.batch();
        final Steps steps = new Steps(points, values, consolidator, each, new StepIndex(origin, step));
        try (History.Points stored = points(origin)) {
            while (true) {
                final int n = sums == null ? stored.read(timesNs, batch) : stored.read(timesNs, batch, sums);
                final boolean hasSums = sums != null && sums.points() > 0;
                if (n == 0 && !hasSums) {
                    if (count > 0) {
                        steps.end();
                    }
                    return true;
                }
                room.read(hasSums ? n + 1 : n);
                if (!steps.add(timesNs, batch, n)) {
                    return false;
                }
                if (hasSums && !steps.add(step(sums.firstNs(), origin), step(sums.lastNs(), origin), sums)) {
                    return false;
                }
            }
        }
    }

    private int step(final long timeNs, final long origin) {
        return (int) ((timeNs / Clock.NANOS_PER_SECOND - origin) / step);
    }

    private History.Points points(final long from) {
        return history.points(KeyTree.bytes(path), from * Clock.NANOS_PER_SECOND, end * Clock.NANOS_PER_SECOND - 1);
    }

    /** The values of steps on their way into points: the last of each counts. */
    private static final class Steps {
        private final double[] points;
        private final int values;
        private final int valuesPerPoint;
        private final Consolidator consolidator;
        private final DoubleUnaryOperator each;
        private final StepIndex index;
        /** The step in hand; none before the first. */
        private int step = -1;

        private double value;
        /** Whether its value is part of sums. */
        private boolean isSummed = true;

        private int point;
        /** The first step behind the point in hand. */
        private long pointEnd;

        private Steps(
                final double[] points,
                final int values,
                final Consolidator consolidator,
                final DoubleUnaryOperator each,
                final StepIndex index) {
            this.points = points;
            this.values = values;
            this.valuesPerPoint = consolidator.valuesPerPoint();
            this.pointEnd = valuesPerPoint;
            this.index = index;
            this.consolidator = consolidator;
            this.each = each;
        }

        private boolean add(final long[] timesNs, final double[] batch, final int count) {
            final int even = each == null ? index.evenlyApart(timesNs, count) : 0;
            if (even > 2) {
                if (!add(timesNs[0], batch[0])) {
                    return false;
                }
                // the last may be followed by another in its step
                addEvenly(index.of(timesNs[0]) + 1, batch, 1, even - 1);
            }
            for (int i = even > 2 ? even - 1 : 0; i < count; i++) {
                if (!add(timesNs[i], batch[i])) {
                    return false;
                }
            }
            return true;
        }

        private boolean add(final long timeNs, final double newValue) {
            if (!Double.isFinite(newValue)) {
                return true;
            }
            final int newStep = index.of(timeNs);
            if (newStep != step) {
                settle();
                step = newStep;
                isSummed = false;
            } else if (isSummed) {
                return false;
            }
            value = newValue;
            return true;
        }

        /** Adds values that are each the only one of their step, from a step on. */
        private void addEvenly(final int first, final double[] batch, final int from, final int to) {
            settle();
            for (int i = from; i < to; ) {
                moveTo(first + i - from);
                final int end = (int) Math.min(to, i + pointEnd - (first + i - from));
                consolidator.add(batch, i, end);
                i = end;
            }
            step = first + to - from - 1;
            isSummed = true;
        }

        private boolean add(final int first, final int last, final PointSums sums) {
            if (first == step) {
                return false;
            }
            settle();
            moveTo(first);
            consolidator.add(sums);
            step = last;
            isSummed = true;
            return true;
        }

        /** The step in hand gets no other value. */
        private void settle() {
            if (!isSummed) {
                moveTo(step);
                consolidator.add(each == null ? value : each.applyAsDouble(value));
            }
        }

        /** To the point that a step is in, not before that in hand. */
        private void moveTo(final int ofStep) {
            if (ofStep >= pointEnd) {
                take();
                point = ofStep / valuesPerPoint;
                pointEnd = Math.multiplyFull(point + 1, valuesPerPoint);
            }
        }

        private void take() {
            points[point] = consolidator.take(Math.min(valuesPerPoint, values - point * valuesPerPoint));
        }

        private void end() {
            settle();
            take();
        }
    }
}
