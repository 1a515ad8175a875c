package leela.engine.history.aggregation;

import leela.engine.chunk.PointSums;
import leela.engine.history.aggregation.BucketFunction.Kind;

/**
 * All functions that need no value twice. Of each value only what the function asks for is looked at: sums are added up
 * in the order of the values, so that they are the same to the last bit however many are taken at once.
 * Thread: its owner's.
 * Memory: a few words.
 */
final class RunningAccumulator implements Accumulator {

    /** What every number remains itself beside, minus zero among them. */
    private static final double NOTHING = -0.0;

    private final Kind kind;
    private long count;
    private double sum;
    private double min;
    private double max;
    private double first;
    private double last;

    RunningAccumulator(final Kind kind) {
        this.kind = kind;
        clear();
    }

    @Override
    public void clear() {
        count = 0;
        sum = NOTHING;
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
    }

    @Override
    public void add(final double[] values, final int from, final int to) {
        switch (kind) {
            case MEAN, SUM -> addUp(values, from, to);
            case MIN, MAX -> addExtremes(values, from, to);
            default -> addEnds(values, from, to);
        }
    }

    private void addUp(final double[] values, final int from, final int to) {
        double total = sum;
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

    private void addExtremes(final double[] values, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (Double.isFinite(values[i])) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
                count++;
            }
        }
    }

    private void addEnds(final double[] values, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (Double.isFinite(values[i])) {
                first = count++ == 0 ? values[i] : first;
                last = values[i];
            }
        }
    }

    @Override
    public boolean takesSums() {
        return true;
    }

    @Override
    public void add(final PointSums sums) {
        first = count == 0 ? sums.first() : first;
        last = sums.last();
        min = Math.min(min, sums.min());
        max = Math.max(max, sums.max());
        sum += sums.sum();
        count += sums.count();
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public double take() {
        final double result =
                switch (kind) {
                    case MEAN -> sum / count;
                    case MIN -> min;
                    case MAX -> max;
                    case SUM -> sum;
                    case COUNT -> count;
                    case FIRST -> first;
                    case LAST -> last;
                    case PERCENTILE -> throw new IllegalStateException("a percentile needs its values");
                };
        clear();
        return result;
    }
}
