package leela.engine.dmproc.compiled;

/**
 * What stands inside of a window: functions of each value, perhaps an aggregate, and behind it functions of its value.
 * Its cells lie in a row, wherever the window has a place for them: first those that have a value at the beginning of a
 * window, then the last result or the aggregate's. So do its stores: the aggregate's, then those of medians.
 * Thread: that of the state; itself immutable.
 */
final class Body {

    private final Instruction[] before;
    private final Aggregator aggregator;
    private final Instruction[] after;
    private final double[] initial;
    private final int cells;
    private final long[] reserved;
    private final int steps;

    /**
     * A body.
     *
     * @param aggregator null where there is none
     * @param initial    of the functions before
     * @param medians    what the store of each is charged for from the beginning
     */
    Body(
            final Instruction[] before,
            final Aggregator aggregator,
            final Instruction[] after,
            final double[] initial,
            final long[] medians,
            final int steps) {
        this.before = before;
        this.aggregator = aggregator;
        this.after = after;
        this.initial = initial;
        this.cells = initial.length + (aggregator == null ? 1 : aggregator.cells());
        this.steps = steps;
        final int growing = stores(aggregator);
        reserved = new long[growing + medians.length];
        System.arraycopy(medians, 0, reserved, growing, medians.length);
    }

    int cells() {
        return cells;
    }

    int stores() {
        return reserved.length;
    }

    /** What each of its stores is charged for from the beginning; never write to it. */
    long[] reserved() {
        return reserved;
    }

    /** How many stores come before those of medians. */
    static int stores(final Aggregator aggregator) {
        return aggregator == null ? 0 : aggregator.stores();
    }

    int steps() {
        return steps;
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
            x = ValueFunction.apply(in, state, at, store, x);
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
            x = ValueFunction.apply(in, state, at, store, x);
        }
        flow.x = x;
        return true;
    }
}
