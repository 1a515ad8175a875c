package leela.io.http.graphite.path;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import leela.engine.chunk.PointSums;
import leela.engine.history.History;
import leela.engine.runtime.Clock;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.joining.Consolidator;
import leela.io.http.graphite.joining.ValueReader;

/**
 * Reads one series from history: a value each step, which is the last that came in it. Where several make a point they
 * are joined as they are decoded, or taken from the sums beside them where those hold no more than one a step.
 * Thread: the request's; may block on storage.
 * Memory: 8 bytes a value or point, charged to the request.
 */
final class StepReader implements ValueReader {

    private final StoredSeries request;
    private final History history;
    private final String path;
    private final long start;
    private final long end;
    private final long step;

    /** Units: epoch seconds. */
    StepReader(
            final StoredSeries request,
            final History history,
            final String path,
            final long start,
            final long end,
            final long step) {
        this.request = request;
        this.history = history;
        this.path = path;
        this.start = start;
        this.end = end;
        this.step = step;
    }

    @Override
    public double[] values() {
        final long count = (end - start) / step;
        request.charge(count);
        final double[] slots = new double[(int) count];
        Arrays.fill(slots, TimeSeries.NONE);
        final long[] timesNs = request.timesNs();
        final double[] values = request.batch();
        try (History.Points points = points(start)) {
            for (int n = points.read(timesNs, values); n > 0; n = points.read(timesNs, values)) {
                request.read(n);
                for (int i = 0; i < n; i++) {
                    if (Double.isFinite(values[i])) {
                        slots[(int) ((timesNs[i] / Clock.NANOS_PER_SECOND - start) / step)] = values[i];
                    }
                }
            }
        }
        return slots;
    }

    @Override
    public double[] points(final int first, final Consolidator consolidator, final DoubleUnaryOperator each) {
        final int values = (int) ((end - start) / step) - first;
        final int valuesPerPoint = consolidator.valuesPerPoint();
        request.charge(values / valuesPerPoint + 1);
        final double[] points = new double[(int) (((long) values + valuesPerPoint - 1) / valuesPerPoint)];
        final long origin = start + first * step;
        final PointSums sums = each == null
                ? new PointSums(
                        origin * Clock.NANOS_PER_SECOND,
                        valuesPerPoint * step * Clock.NANOS_PER_SECOND,
                        step * Clock.NANOS_PER_SECOND)
                : null;
        if (!join(points, values, origin, consolidator, each, sums)) {
            join(points, values, origin, consolidator, each, null);
        }
        return points;
    }

    /** False where sums stand for a value that does not count, since another came in the same step. */
    private boolean join(
            final double[] points,
            final int values,
            final long origin,
            final Consolidator consolidator,
            final DoubleUnaryOperator each,
            final PointSums sums) {
        Arrays.fill(points, TimeSeries.NONE);
        consolidator.take(1);
        final long[] timesNs = request.timesNs();
        final double[] batch = request.batch();
        final Steps steps = new Steps(points, values, consolidator, each);
        try (History.Points stored = points(origin)) {
            while (true) {
                final int n = sums == null ? stored.read(timesNs, batch) : stored.read(timesNs, batch, sums);
                final boolean hasSums = sums != null && sums.points() > 0;
                if (n == 0 && !hasSums) {
                    steps.end();
                    return true;
                }
                request.read(hasSums ? n + 1 : n);
                for (int i = 0; i < n; i++) {
                    if (Double.isFinite(batch[i]) && !steps.add(step(timesNs[i], origin), batch[i])) {
                        return false;
                    }
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
        /** The step in hand; none before the first. */
        private int step = -1;

        private double value;
        /** Whether its value is part of sums. */
        private boolean isSummed = true;

        private int point;

        private Steps(
                final double[] points,
                final int values,
                final Consolidator consolidator,
                final DoubleUnaryOperator each) {
            this.points = points;
            this.values = values;
            this.valuesPerPoint = consolidator.valuesPerPoint();
            this.consolidator = consolidator;
            this.each = each;
        }

        private boolean add(final int newStep, final double newValue) {
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

        private boolean add(final int first, final int last, final PointSums sums) {
            if (first == step) {
                return false;
            }
            settle();
            moveTo(first / valuesPerPoint);
            consolidator.add(sums);
            step = last;
            isSummed = true;
            return true;
        }

        /** The step in hand gets no other value. */
        private void settle() {
            if (!isSummed) {
                moveTo(step / valuesPerPoint);
                consolidator.add(each == null ? value : each.applyAsDouble(value));
            }
        }

        private void moveTo(final int newPoint) {
            if (newPoint != point) {
                take();
                point = newPoint;
            }
        }

        private void take() {
            points[point] = consolidator.take(Math.min(valuesPerPoint, values - point * valuesPerPoint));
        }

        private void end() {
            settle();
            if (points.length > 0) {
                take();
            }
        }
    }
}
