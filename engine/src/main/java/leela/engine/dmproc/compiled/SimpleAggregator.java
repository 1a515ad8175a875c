package leela.engine.dmproc.compiled;

import static leela.engine.dmproc.compiled.PipelineState.ofTime;
import static leela.engine.dmproc.compiled.PipelineState.time;

/**
 * The aggregates that a few cells hold, behind the one that counts. First and last are so by time; of equal times the
 * first, or the last, to come.
 * Thread: that of the state.
 */
enum SimpleAggregator implements Aggregator {
    COUNT(1) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            state.cells[at]++;
        }

        /** Of nothing there is none. */
        @Override
        public boolean isKnown(final double[] cells, final int at) {
            return true;
        }

        @Override
        double value(final double[] cells, final int at) {
            return cells[at];
        }
    },

    /** Cells: its time, its value. */
    FIRST(3) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            keepFirst(state.cells, at, at + 1, x, t);
            state.cells[at]++;
        }

        @Override
        double value(final double[] cells, final int at) {
            return cells[at + 2];
        }
    },

    LAST(3) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            keepLast(state.cells, at, at + 1, x, t);
            state.cells[at]++;
        }

        @Override
        double value(final double[] cells, final int at) {
            return cells[at + 2];
        }
    },

    /** Last less first. */
    DELTA(5) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            keepFirst(state.cells, at, at + 1, x, t);
            keepLast(state.cells, at, at + 3, x, t);
            state.cells[at]++;
        }

        @Override
        double value(final double[] cells, final int at) {
            return cells[at + 4] - cells[at + 2];
        }
    },

    /** Greatest less least. */
    RANGE(3) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            final double[] cells = state.cells;
            final boolean isFirst = cells[at]++ == 0;
            cells[at + 1] = isFirst ? x : Math.min(cells[at + 1], x);
            cells[at + 2] = isFirst ? x : Math.max(cells[at + 2], x);
        }

        @Override
        double value(final double[] cells, final int at) {
            return cells[at + 2] - cells[at + 1];
        }
    },

    /** Of all values, not of a sample of them; cells m, and the sum of squares about it. */
    STDDEV(3) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            final double[] cells = state.cells;
            final double count = cells[at] += 1;
            final double before = x - cells[at + 1];
            cells[at + 1] += before / count;
            cells[at + 2] += before * (x - cells[at + 1]);
        }

        @Override
        double value(final double[] cells, final int at) {
            return Math.sqrt(cells[at + 2] / cells[at]);
        }
    },

    /** Cells: the last time and value, what the steps rose by, how long they took. A step that falls is left out. */
    RATE(5) {
        @Override
        public void add(
                final PipelineState state, final int at, final int store, final double x, final long t, final Flow f) {
            final double[] cells = state.cells;
            final boolean isFirst = cells[at]++ == 0;
            final long stepNs = t - time(cells[at + 1]);
            if (!isFirst && stepNs <= 0) {
                return;
            }
            if (!isFirst && x >= cells[at + 2]) {
                cells[at + 3] += x - cells[at + 2];
                cells[at + 4] += stepNs;
            }
            cells[at + 1] = ofTime(t);
            cells[at + 2] = x;
        }

        @Override
        public boolean isKnown(final double[] cells, final int at) {
            return cells[at + 4] > 0;
        }

        @Override
        double value(final double[] cells, final int at) {
            return cells[at + 3] / (cells[at + 4] / NANOS_PER_SECOND);
        }
    };

    private static final double NANOS_PER_SECOND = 1e9;

    private final int cells;

    SimpleAggregator(final int cells) {
        this.cells = cells;
    }

    abstract double value(double[] cells, int at);

    @Override
    public int cells() {
        return cells;
    }

    @Override
    public double value(final PipelineState state, final int at, final int store, final long endNs) {
        return value(state.cells, at);
    }

    private static void keepFirst(final double[] cells, final int at, final int slot, final double x, final long t) {
        if (cells[at] == 0 || t < time(cells[slot])) {
            cells[slot] = ofTime(t);
            cells[slot + 1] = x;
        }
    }

    private static void keepLast(final double[] cells, final int at, final int slot, final double x, final long t) {
        if (cells[at] == 0 || t >= time(cells[slot])) {
            cells[slot] = ofTime(t);
            cells[slot + 1] = x;
        }
    }
}
