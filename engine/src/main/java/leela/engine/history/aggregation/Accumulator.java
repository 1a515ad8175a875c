package leela.engine.history.aggregation;

import leela.engine.chunk.PointSums;

/** Takes the values of one bucket after another. Thread: its owner's. */
interface Accumulator {

    /** Takes the values between two indexes; those that are no number do not count. */
    void add(double[] values, int from, int to);

    /** Whether it can do with sums in place of values. */
    boolean takesSums();

    /** Takes what values come to, at least one of which is a number. */
    void add(PointSums sums);

    /** Whether there was none since it was cleared. */
    boolean isEmpty();

    void clear();

    /** What the function makes of them, and of none no more. */
    double take();
}
