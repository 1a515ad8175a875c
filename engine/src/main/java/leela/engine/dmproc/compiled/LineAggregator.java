package leela.engine.dmproc.compiled;

import static leela.engine.dmproc.compiled.PipelineState.ofTime;
import static leela.engine.dmproc.compiled.PipelineState.time;

/**
 * The straight line through a window's values, by least squares: its slope in a second, or where it will be. Cells
 * behind the count: the time of the value that came first, from which seconds are counted; the means of seconds and of
 * values; the sums of squares of the seconds, and of seconds and values, about them.
 * Thread: that of the state.
 *
 * @param isSlope whether the slope is asked for
 * @param aheadNs else how long behind the window's end the line is looked at
 */
record LineAggregator(boolean isSlope, long aheadNs) implements Aggregator {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BEGIN = 1;
    private static final int MEAN_S = 2;
    private static final int MEAN_X = 3;
    private static final int SQUARES = 4;
    private static final int PRODUCTS = 5;

    @Override
    public int cells() {
        return PRODUCTS + 1;
    }

    @Override
    public void add(
            final PipelineState state, final int at, final int store, final double x, final long t, final Flow flow) {
        final double[] cells = state.cells;
        final double count = cells[at] += 1;
        if (count == 1) {
            cells[at + BEGIN] = ofTime(t);
        }
        final double seconds = (t - time(cells[at + BEGIN])) / NANOS_PER_SECOND;
        final double before = seconds - cells[at + MEAN_S];
        cells[at + MEAN_S] += before / count;
        cells[at + MEAN_X] += (x - cells[at + MEAN_X]) / count;
        cells[at + SQUARES] += before * (seconds - cells[at + MEAN_S]);
        cells[at + PRODUCTS] += before * (x - cells[at + MEAN_X]);
    }

    /** Through values of one time there is no line. */
    @Override
    public boolean isKnown(final double[] cells, final int at) {
        return cells[at + SQUARES] > 0;
    }

    @Override
    public double value(final PipelineState state, final int at, final int store, final long endNs) {
        final double[] cells = state.cells;
        final double slope = cells[at + PRODUCTS] / cells[at + SQUARES];
        if (isSlope) {
            return slope;
        }
        final double seconds = (endNs + aheadNs - time(cells[at + BEGIN])) / NANOS_PER_SECOND;
        return cells[at + MEAN_X] + slope * (seconds - cells[at + MEAN_S]);
    }
}
