package leela.engine.dmproc.compiled;

import java.util.function.LongPredicate;

/**
 * What goes from one stage of a pipeline to the next, and what the stages are told and tell beside it.
 * Thread: that of the pipeline.
 * Memory: one for each pipeline.
 */
final class Flow {

    /** A value, and when it was; each stage puts its own in their place. */
    double x;

    long timeNs;

    /** The stream's clock: what it has passed by a window's lateness is over. */
    long clockNs = Long.MIN_VALUE;

    /** Samples a second that the series' interval promises; 0 where none is known. */
    double promised;

    /** Whether a state may grow by so many bytes, which are its own then. */
    LongPredicate room = bytes -> true;

    /** Values that came too late, since somebody asked. */
    long late;

    /** Values that there was no room for. */
    long crowded;

    /** Whether results are of no use: a state is only filled. */
    boolean isFilling;

    /** Whether the time at which a state waits for the clock is another now. */
    boolean isMoved;
}
