package leela.engine.history.aggregation;

import java.util.Arrays;
import leela.engine.chunk.PointSums;

/**
 * A percentile by nearest rank, exact: it holds the bucket's values and finds the one of the rank without sorting the
 * others.
 * Thread: its owner's.
 * Memory: 8 bytes a value of the fullest bucket, of {@code most} values at most.
 * Errors: {@link CrowdedBucketException} beyond that.
 */
final class RankAccumulator implements Accumulator {

    private static final int FIRST = 1 << 10;
    private static final double PERCENT = 100;
    /** Below this many values the rest is sorted. */
    private static final int FEW = 24;

    private final double percent;
    private final int most;
    private double[] values = new double[FIRST];
    private int count;

    RankAccumulator(final double percent, final int most) {
        this.percent = percent;
        this.most = most;
    }

    @Override
    public void add(final double[] more, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (Double.isFinite(more[i])) {
                add(more[i]);
            }
        }
    }

    private void add(final double value) {
        if (count == values.length) {
            if (count >= most) {
                throw new CrowdedBucketException(most);
            }
            values = Arrays.copyOf(values, Math.min(most, 2 * count));
        }
        values[count++] = value;
    }

    @Override
    public boolean takesSums() {
        return false;
    }

    @Override
    public void add(final PointSums sums) {
        throw new IllegalStateException("a percentile needs its values");
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public void clear() {
        count = 0;
    }

    @Override
    public double take() {
        final int rank = (int) Math.max(1, Math.ceil(percent * count / PERCENT));
        final double result = select(rank - 1);
        count = 0;
        return result;
    }

    /** The value that would stand at this index if they were sorted. */
    private double select(final int index) {
        int from = 0;
        int to = count - 1;
        while (to - from > FEW) {
            final double pivot = median(values[from], values[(from + to) >>> 1], values[to]);
            int left = from;
            int right = to;
            while (left <= right) {
                while (values[left] < pivot) {
                    left++;
                }
                while (values[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    final double swapped = values[left];
                    values[left++] = values[right];
                    values[right--] = swapped;
                }
            }
            if (index <= right) {
                to = right;
            } else if (index >= left) {
                from = left;
            } else {
                return values[index];
            }
        }
        Arrays.sort(values, from, to + 1);
        return values[index];
    }

    private static double median(final double a, final double b, final double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
