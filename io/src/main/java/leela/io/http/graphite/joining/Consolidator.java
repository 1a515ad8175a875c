package leela.io.http.graphite.joining;

import leela.engine.chunk.PointSums;
import leela.io.http.graphite.expression.TargetException;

/**
 * Joins values to points, one after another: a value that is none does not count.
 * Thread: its owner's.
 * Memory: a few words.
 * Errors: {@link TargetException} for a function that is not known.
 */
public final class Consolidator {

    private enum Function {
        AVERAGE,
        AVERAGE_ZERO,
        SUM,
        MIN,
        MAX,
        FIRST,
        LAST
    }

    private final Function function;
    /** Whether it is one that looks for the least or the most. */
    private final boolean isExtreme;
    /** Whether it is one that adds up. */
    private final boolean isSum;

    private final int valuesPerPoint;
    private final double xFilesFactor;
    private int count;
    private double sum;
    private double min;
    private double max;
    private double first;
    private double last;

    public Consolidator(final String function, final int valuesPerPoint, final double xFilesFactor) {
        this.function = switch (function) {
            case "average", "avg" -> Function.AVERAGE;
            case "avg_zero" -> Function.AVERAGE_ZERO;
            case "sum" -> Function.SUM;
            case "min" -> Function.MIN;
            case "max" -> Function.MAX;
            case "first" -> Function.FIRST;
            case "last" -> Function.LAST;
            default -> throw new TargetException("Invalid consolidation function: '" + function + "'");
        };
        isSum = this.function == Function.AVERAGE
                || this.function == Function.AVERAGE_ZERO
                || this.function == Function.SUM;
        isExtreme = this.function == Function.MIN || this.function == Function.MAX;
        this.valuesPerPoint = valuesPerPoint;
        this.xFilesFactor = xFilesFactor;
    }

    public int valuesPerPoint() {
        return valuesPerPoint;
    }

    /** Takes a value; NaN is none. */
    public void add(final double value) {
        if (Double.isNaN(value)) {
            return;
        }
        if (count++ == 0) {
            sum = 0;
            min = value;
            max = value;
            first = value;
        } else if (isExtreme) {
            min = value < min ? value : min;
            max = value > max ? value : max;
        }
        sum += value;
        last = value;
    }

    /** Takes the values between two indexes; those that are no number, or infinite, are none. */
    public void add(final double[] values, final int from, final int to) {
        if (!isSum) {
            for (int i = from; i < to; i++) {
                add(Double.isFinite(values[i]) ? values[i] : Double.NaN);
            }
            return;
        }
        double total = count == 0 ? 0 : sum;
        int finite = 0;
        for (int i = from; i < to; i++) {
            if (Double.isFinite(values[i])) {
                total += values[i];
                finite++;
            }
        }
        sum = total;
        count += finite;
    }

    /** Takes what several values come to. */
    public void add(final PointSums sums) {
        if (sums.count() == 0) {
            return;
        }
        if (count == 0) {
            sum = 0;
            min = sums.min();
            max = sums.max();
            first = sums.first();
        } else {
            min = Math.min(min, sums.min());
            max = Math.max(max, sums.max());
        }
        count += sums.count();
        sum += sums.sum();
        last = sums.last();
    }

    /** The point of these values, of which there could be so many; of what comes from now on the next. */
    public double take(final int most) {
        final int taken = count;
        count = 0;
        if (taken == 0 || (double) taken / valuesPerPoint < xFilesFactor) {
            return Double.NaN;
        }
        return switch (function) {
            case AVERAGE -> sum / taken;
            case AVERAGE_ZERO -> sum / most;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case FIRST -> first;
            case LAST -> last;
        };
    }
}
