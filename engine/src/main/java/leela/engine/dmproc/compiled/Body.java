package leela.engine.dmproc.compiled;

/**
 * What stands inside of a window: functions of each value, perhaps an aggregate, and behind it functions of its value.
 * Its cells lie in a row, wherever the window has a place for them: first those that have a value at the beginning of a
 * window, then the last result or the aggregate's, then the values of medians.
 * Thread: that of the state; itself immutable.
 */
final class Body {

    private final Instruction[] before;
    private final Aggregator aggregator;
    private final Instruction[] after;
    private final double[] initial;
    private final int cells;
    private final int steps;

    /**
     * A body.
     *
     * @param aggregator null where there is none
     * @param initial    of the functions before
     * @param tail       cells of medians
     */
    Body(
            final Instruction[] before,
            final Aggregator aggregator,
            final Instruction[] after,
            final double[] initial,
            final int tail,
            final int steps) {
        this.before = before;
        this.aggregator = aggregator;
        this.after = after;
        this.initial = initial;
        this.cells = initial.length + (aggregator == null ? 1 : aggregator.cells()) + tail;
        this.steps = steps;
    }

    int cells() {
        return cells;
    }

    int stores() {
        return aggregator == null ? 0 : aggregator.stores();
    }

    int steps() {
        return steps;
    }

    /** Where the values of medians begin, behind a body's first cell. */
    static int tail(final double[] initial, final Aggregator aggregator) {
        return initial.length + (aggregator == null ? 1 : aggregator.cells());
    }

    /** A window begins. */
    void open(final PipelineState state, final int at, final int store) {
        System.arraycopy(initial, 0, state.cells, at, initial.length);
        if (aggregator != null) {
            aggregator.reset(state, at + initial.length, store);
        }
    }

    void feed(
            final PipelineState state,
            final int at,
            final int store,
            final double value,
            final long timeNs,
            final Flow flow) {
        double x = value;
        for (final Instruction in : before) {
            x = ValueFunction.apply(in, state.cells, at, x);
        }
        if (aggregator == null) {
            state.cells[at + initial.length] = x;
        } else if (!Double.isNaN(x)) {
            aggregator.add(state, at + initial.length, store, x, timeNs, flow);
        }
    }

    /** Puts the result in the flow; false where there is none. */
    boolean finish(final PipelineState state, final int at, final int store, final long endNs, final Flow flow) {
        flow.timeNs = endNs;
        if (aggregator == null) {
            flow.x = state.cells[at + initial.length];
            return true;
        }
        if (!aggregator.isKnown(state.cells, at + initial.length)) {
            return false;
        }
        double x = aggregator.value(state, at + initial.length, store, endNs);
        for (final Instruction in : after) {
            x = ValueFunction.apply(in, state.cells, at, x);
        }
        flow.x = x;
        return true;
    }
}
