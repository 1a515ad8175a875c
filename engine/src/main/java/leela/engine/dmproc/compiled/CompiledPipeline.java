package leela.engine.dmproc.compiled;

/**
 * A pipeline as a flat list of instructions over a state that is nothing but an array of doubles, one for each series.
 * Needs neither ring nor query: a replay runs the same code over the same kind of state, and a snapshot of a state is
 * the array.
 * What keeps a state over values leaves NaN out, so that one of them, a sensor's "unknown", changes nothing that
 * follows.
 * Thread: one, since the last result is left in a field; the states may outlive the instance.
 * Memory: nothing per value.
 */
public final class CompiledPipeline {

    private static final double[] STATELESS = {};
    private static final int ARRAY_HEADER_BYTES = 16;
    private static final int MEDIAN_VALUES_A_STEP = 16;

    private final Instruction[] instructions;
    private final double[] initial;
    private final int stateLength;

    private double result;

    /**
     * Instructions with the state they work on.
     *
     * @param initial     first cells of every new state
     * @param stateLength cells of a state; those beyond {@code initial} may hold anything at first
     */
    CompiledPipeline(final Instruction[] instructions, final double[] initial, final int stateLength) {
        this.instructions = instructions;
        this.initial = initial;
        this.stateLength = stateLength;
    }

    /** The state of a series that has not sent anything yet. Pipelines without a memory share one. */
    public double[] newState() {
        if (stateLength == 0) {
            return STATELESS;
        }
        final double[] state = new double[stateLength];
        System.arraycopy(initial, 0, state, 0, initial.length);
        return state;
    }

    /** What a state costs. */
    public long stateBytes() {
        return stateLength == 0 ? 0 : ARRAY_HEADER_BYTES + (long) Double.BYTES * stateLength;
    }

    /**
     * What a value costs at most, in instructions of the simple kind. A median moves half of its values, which a
     * machine does some sixteen at a time.
     */
    public int steps() {
        int steps = 0;
        for (final Instruction in : instructions) {
            steps += in.opcode() == Opcode.MEDIAN ? 1 + (int) in.limit() / MEDIAN_VALUES_A_STEP : 1;
        }
        return steps;
    }

    /** The value that left the pipeline, after {@link #accept} was true. */
    public double result() {
        return result;
    }

    /** Feeds a value. Whether one left the pipeline. */
    public boolean accept(final double[] state, final double value) {
        double x = value;
        for (final Instruction in : instructions) {
            final double operand = in.operand();
            switch (in.opcode()) {
                case ABS -> x = Math.abs(x);
                case CEIL -> x = Math.ceil(x);
                case FLOOR -> x = Math.floor(x);
                case ROUND -> x = Math.rint(x);
                case TRUNCATE -> x = x < 0 ? Math.ceil(x) : Math.floor(x);
                case EXP -> x = StrictMath.exp(x); // the same on every machine
                case LN -> x = StrictMath.log(x);
                case LOG10 -> x = StrictMath.log10(x);
                case SQRT -> x = Math.sqrt(x);
                case AT_LEAST -> x = x < operand ? operand : x;
                case AT_MOST -> x = x > operand ? operand : x;
                case ADD -> x += operand;
                case SUBTRACT -> x -= operand;
                case MULTIPLY -> x *= operand;
                case DIVIDE -> x /= operand;
                case SUBTRACT_FROM -> x = operand - x;
                case DIVIDE_INTO -> x = operand / x;
                case MEAN -> x = mean(state, in.slot(), x);
                case MINIMUM -> x = minimum(state, in.slot(), x);
                case MAXIMUM -> x = maximum(state, in.slot(), x);
                case SUM -> x = Double.isNaN(x) ? state[in.slot()] : (state[in.slot()] += x);
                case PROD -> x = Double.isNaN(x) ? state[in.slot()] : (state[in.slot()] *= x);
                case MEDIAN -> x = RunningMedian.accept(state, in.slot(), in.extent(), (int) in.limit(), x);
                case EWMA, SMA -> {
                    if (Double.isNaN(x)) {
                        return false;
                    }
                    x = ewma(state, in.slot(), operand, x);
                    if (state[in.slot() + 1] <= in.limit()) {
                        return false;
                    }
                }
                default -> {
                    if (!passes(state, in, x)) {
                        return false;
                    }
                }
            }
        }
        result = x;
        return true;
    }

    private boolean passes(final double[] state, final Instruction in, final double x) {
        final double operand = in.operand();
        return switch (in.opcode()) {
            case GREATER -> x > operand;
            case LESS -> x < operand;
            case EQUAL -> x == operand;
            case GREATER_OR_EQUAL -> x >= operand;
            case LESS_OR_EQUAL -> x <= operand;
            case NOT_EQUAL -> x != operand;
            case EITHER ->
                passes(state, in.other(), x) || passes(state, in.other().other(), x);
            case CHANGED -> changed(state, in.slot(), x);
            case SAMPLE -> sample(state, in);
            case WINDOW -> closesWindow(state, in);
            case NUMBER -> !Double.isNaN(x);
            default -> throw new AssertionError(in);
        };
    }

    /** m + (x - m)/n, the way [language 3.3] keeps it; cells m, n. */
    private static double mean(final double[] state, final int slot, final double x) {
        if (Double.isNaN(x)) {
            return state[slot + 1] == 0 ? x : state[slot];
        }
        final double count = state[slot + 1] += 1;
        final double mean = state[slot];
        return state[slot] = mean + (x - mean) / count;
    }

    /** NaN is left out; so it is only what comes out while nothing else came in. */
    private static double minimum(final double[] state, final int slot, final double x) {
        final double least = state[slot];
        if (Double.isNaN(x)) {
            return least;
        }
        return state[slot] = Double.isNaN(least) ? x : Math.min(least, x);
    }

    private static double maximum(final double[] state, final int slot, final double x) {
        final double most = state[slot];
        if (Double.isNaN(x)) {
            return most;
        }
        return state[slot] = Double.isNaN(most) ? x : Math.max(most, x);
    }

    /** The first value only starts it; cells m, values so far. */
    private static double ewma(final double[] state, final int slot, final double weight, final double x) {
        final double seen = state[slot + 1]++;
        return state[slot] = seen == 0 ? x : weight * state[slot] + (1 - weight) * x;
    }

    /** One cell: the last value, NaN before there is one. */
    private static boolean changed(final double[] state, final int slot, final double x) {
        final boolean isOther = !Double.isNaN(x) && x != state[slot];
        state[slot] = isOther ? x : state[slot];
        return isOther;
    }

    /** One cell: place in the round of {@code operand} values. */
    private static boolean sample(final double[] state, final Instruction in) {
        final double place = state[in.slot()];
        state[in.slot()] = place + 1 >= in.operand() ? 0 : place + 1;
        return place < in.limit();
    }

    /**
     * One cell, behind those of the body: how many values came. Full, it puts itself and the body back to their
     * beginning.
     */
    private boolean closesWindow(final double[] state, final Instruction in) {
        final int slot = in.slot();
        if (++state[slot] < in.operand()) {
            return false;
        }
        System.arraycopy(initial, in.extent(), state, in.extent(), slot + 1 - in.extent());
        return true;
    }
}
