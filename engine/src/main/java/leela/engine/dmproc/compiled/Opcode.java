package leela.engine.dmproc.compiled;

/** What one instruction of a compiled pipeline does with the value x in hand. Thread: immutable. */
enum Opcode {
    ABS,
    CEIL,
    FLOOR,
    ROUND,
    TRUNCATE,
    EXP,
    LN,
    LOG10,
    SQRT,
    /** What is below, or above, operand becomes it. */
    AT_LEAST,
    AT_MOST,
    /** x op operand. */
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /** operand op x. */
    SUBTRACT_FROM,
    DIVIDE_INTO,
    /** Over all values so far, with a state of their own. */
    MEAN,
    MINIMUM,
    MAXIMUM,
    SUM,
    PROD,
    MEDIAN,
    /** Pass x or end here. */
    GREATER,
    LESS,
    EQUAL,
    GREATER_OR_EQUAL,
    LESS_OR_EQUAL,
    NOT_EQUAL,
    /** Passes what either of two comparisons passes. */
    EITHER,
    /** Passes what is not the value before. */
    CHANGED,
    SAMPLE,
    /** Passes all but NaN, which no window counts. */
    NUMBER,
    /** Counts to operand; until then it ends here, then it sets the instructions of its body back. */
    WINDOW,
    EWMA,
    SMA,
    /** What goes by time: see {@link TimedStage}. */
    STAGE;

    /** Whether it gives a value for each value. */
    boolean isValue() {
        return compareTo(GREATER) < 0;
    }
}
