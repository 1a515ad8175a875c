package leela.engine.dmproc.compiled;

/**
 * A percentile by nearest rank, within one percent of its value, by {@link QuantileSketch}s of the values above and
 * below zero. Cells behind the count: infinite ones on either side, zeros, the least and the greatest.
 * Thread: that of the state.
 * Memory: 8 bytes for each two percent between the least and the greatest magnitude, in steps of 64, at most 16 KiB for
 * either sign.
 *
 * @param percent 0 to 100
 */
record QuantileAggregator(double percent) implements Aggregator {

    private static final int BELOW_ALL = 1;
    private static final int ABOVE_ALL = 2;
    private static final int ZEROS = 3;
    private static final int LEAST = 4;
    private static final int MOST = 5;

    @Override
    public int cells() {
        return MOST + 1;
    }

    /** Above zero, below zero. */
    @Override
    public int stores() {
        return 2;
    }

    @Override
    public void add(
            final PipelineState state, final int at, final int store, final double x, final long t, final Flow flow) {
        final double[] cells = state.cells;
        if (Double.isInfinite(x)) {
            cells[at + (x > 0 ? ABOVE_ALL : BELOW_ALL)]++;
        } else if (Math.abs(x) < QuantileSketch.LEAST) {
            cells[at + ZEROS]++;
        } else if (!QuantileSketch.add(state, x > 0 ? store : store + 1, Math.abs(x), flow)) {
            flow.crowded++;
            return;
        }
        final boolean isFirst = cells[at]++ == 0;
        cells[at + LEAST] = isFirst ? x : Math.min(cells[at + LEAST], x);
        cells[at + MOST] = isFirst ? x : Math.max(cells[at + MOST], x);
    }

    @Override
    public double value(final PipelineState state, final int at, final int store, final long endNs) {
        final double[] cells = state.cells;
        double rank = Math.max(1, Math.ceil(percent * cells[at] / 100));
        if (rank >= cells[at]) {
            return cells[at + MOST];
        }
        if (rank == 1) {
            return cells[at + LEAST];
        }
        if (rank <= cells[at + BELOW_ALL]) {
            return Double.NEGATIVE_INFINITY;
        }
        rank -= cells[at + BELOW_ALL];
        final double[] below = state.stores[store + 1];
        final double belowZero = QuantileSketch.count(below);
        if (rank <= belowZero) {
            return within(cells, at, -QuantileSketch.value(below, belowZero - rank + 1));
        }
        rank -= belowZero;
        if (rank <= cells[at + ZEROS]) {
            return within(cells, at, 0);
        }
        rank -= cells[at + ZEROS];
        final double[] above = state.stores[store];
        if (rank <= QuantileSketch.count(above)) {
            return within(cells, at, QuantileSketch.value(above, rank));
        }
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public void reset(final PipelineState state, final int at, final int store) {
        Aggregator.super.reset(state, at, store);
        QuantileSketch.clear(state.stores[store]);
        QuantileSketch.clear(state.stores[store + 1]);
    }

    private static double within(final double[] cells, final int at, final double x) {
        return Math.min(Math.max(x, cells[at + LEAST]), cells[at + MOST]);
    }
}
