package leela.engine.dmproc.compiled;

/**
 * A part of a pipeline that goes by time, or holds what may grow.
 * Thread: one.
 */
abstract class TimedStage {

    /** What a look at the clock has brought about. */
    enum Closing {
        NOTHING_DUE,
        SILENT,
        RESULT
    }

    /** Nothing waits for the clock. */
    static final long NEVER = Long.MAX_VALUE;

    /** Where its cells begin. */
    int base;

    /** Where its stores begin. */
    int store;

    /** How many cells it needs, which are 0 at first. */
    abstract int cells();

    /** What each of its stores, which are empty at first, is charged for from the beginning. */
    abstract long[] reserved();

    /** What a value costs at most, in instructions of the simple kind. */
    abstract int steps();

    /** Takes the value and time of the flow; whether another one is there in their place. */
    abstract boolean accept(PipelineState state, Flow flow);

    /** Ends what the clock of the flow says is over, the oldest first; one at a call. */
    Closing close(final PipelineState state, final Flow flow) {
        return Closing.NOTHING_DUE;
    }

    /** When {@link #close} has something to do; {@link #NEVER} where nothing waits. */
    long dueNs(final PipelineState state) {
        return NEVER;
    }
}
