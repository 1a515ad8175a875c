package leela.engine.dmproc.compiled;

import java.util.Arrays;

/**
 * What a window tells of its values. NaN never comes here. The first cell counts the values; all cells are 0 at first.
 * Thread: that of the state.
 * Units: times epoch ns.
 */
interface Aggregator {

    int cells();

    /** Parts of the state that may grow. */
    default int stores() {
        return 0;
    }

    /** Takes a value; its cells begin {@code at}, its stores at {@code store}. */
    void add(PipelineState state, int at, int store, double x, long timeNs, Flow flow);

    /** Whether there is a value: a rate needs two. */
    default boolean isKnown(final double[] cells, final int at) {
        return cells[at] > 0;
    }

    /** The value; only where it is known. */
    double value(PipelineState state, int at, int store, long endNs);

    /** Before the next window. */
    default void reset(final PipelineState state, final int at, final int store) {
        Arrays.fill(state.cells, at, at + cells(), 0);
    }
}
