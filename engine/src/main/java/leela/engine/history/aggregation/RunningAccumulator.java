package leela.engine.history.aggregation;

import leela.engine.chunk.PointSums;
import leela.engine.history.aggregation.BucketFunction.Kind;

/**
 * All functions that need no value twice, at once: cheaper than to ask which.
 * Thread: its owner's.
 * Memory: a few words.
 */
final class RunningAccumulator implements Accumulator {

    private final Kind kind;
    private long count;
    private double sum;
    private double min;
    private double max;
    private double first;
    private double last;

    RunningAccumulator(final Kind kind) {
        this.kind = kind;
    }

    @Override
    public void add(final double value) {
        if (count++ == 0) {
            first = value;
            min = value;
            max = value;
            sum = value;
        } else {
            sum += value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        last = value;
    }

    @Override
    public boolean takesSums() {
        return true;
    }

    @Override
    public void add(final PointSums sums) {
        if (count == 0) {
            first = sums.first();
            min = sums.min();
            max = sums.max();
            sum = sums.sum();
        } else {
            sum += sums.sum();
            min = Math.min(min, sums.min());
            max = Math.max(max, sums.max());
        }
        count += sums.count();
        last = sums.last();
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
        count = 0;
        return result;
    }
}
