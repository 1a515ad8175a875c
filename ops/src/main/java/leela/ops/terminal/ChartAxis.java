package leela.ops.terminal;

/**
 * The axis of values that a person would choose: round ticks, and zero where it is near.
 * Thread: immutable.
 */
final class ChartAxis {

    private static final int MOST_ROWS = 10;
    private static final int MOST_STEPS = 5;
    private static final double[] ROUND = {1, 2, 5, 10};

    private final double low;
    private final double step;
    private final int steps;
    private final int rowsAStep;

    private ChartAxis(final double low, final double step, final int steps) {
        this.low = low;
        this.step = step;
        this.steps = steps;
        rowsAStep = Math.max(1, MOST_ROWS / steps);
    }

    static ChartAxis of(final double min, final double max) {
        final double half = Math.max(Math.abs(max) / 10, Double.MIN_NORMAL * 1e16);
        // from zero where the values are nearer to it than they differ
        final double from = min > 0 && min <= max - min ? 0 : min == max && min != 0 ? min - half : min;
        final double to = max < 0 && -max <= max - min ? 0 : min == max ? max + (max == 0 ? 1 : half) : max;
        final double least = (to - from) / MOST_STEPS;
        final double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (final double round : ROUND) {
            final double step = round * power;
            final double low = Math.floor(from / step + 1e-9);
            final double high = Math.ceil(to / step - 1e-9);
            if (step >= least * (1 - 1e-9) && high - low <= MOST_STEPS + 1) {
                return new ChartAxis(low * step, step, (int) Math.max(1, high - low));
            }
        }
        return new ChartAxis(from, to - from, 1);
    }

    int rows() {
        return steps * rowsAStep;
    }

    /** Where a value lies, in rows from the bottom. */
    double rowOf(final double value) {
        return (value - low) / step * rowsAStep;
    }

    /** The row where bars begin: at zero, or at the end of the axis that is nearest to it. */
    int baseRow() {
        return (int) Math.round(Math.max(0, Math.min(rows(), rowOf(0))));
    }

    /** The tick at the lower edge of a row; empty where there is none. */
    String label(final int row) {
        return row % rowsAStep == 0 ? ShortNumber.of(low + row / rowsAStep * step, step) : "";
    }

    int labelWidth() {
        int width = 0;
        for (int row = 0; row <= rows(); row++) {
            width = Math.max(width, label(row).length());
        }
        return width;
    }
}
