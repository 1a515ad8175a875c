package leela.engine.history.aggregation;

/** Takes the values of one bucket after another. Thread: its owner's. */
interface Accumulator {

    /** Takes a value that is a number. */
    void add(double value);

    /** Whether there was none since it was cleared. */
    boolean isEmpty();

    /** What the function makes of them, and of none no more. */
    double take();
}
