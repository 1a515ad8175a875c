package leela.engine.dmproc.compiled;

/**
 * The functions that give a value for each value. What keeps a state leaves NaN out, so that one of them, a sensor's
 * "unknown", changes nothing that follows.
 * Thread: that of the state.
 * Memory: nothing.
 */
final class ValueFunction {

    private ValueFunction() {}

    /** What the instruction makes of x; its cells and stores are {@code at} and {@code store} further on than told. */
    static double apply(final Instruction in, final PipelineState of, final int at, final int store, final double x) {
        final double[] state = of.cells;
        final double operand = in.operand();
        final int slot = at + in.slot();
        return switch (in.opcode()) {
            case ABS -> Math.abs(x);
            case CEIL -> Math.ceil(x);
            case FLOOR -> Math.floor(x);
            case ROUND -> Math.rint(x);
            case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case EXP -> StrictMath.exp(x); // the same on every machine
            case LN -> StrictMath.log(x);
            case LOG10 -> StrictMath.log10(x);
            case SQRT -> Math.sqrt(x);
            case AT_LEAST -> x < operand ? operand : x;
            case AT_MOST -> x > operand ? operand : x;
            case ADD -> x + operand;
            case SUBTRACT -> x - operand;
            case MULTIPLY -> x * operand;
            case DIVIDE -> x / operand;
            case SUBTRACT_FROM -> operand - x;
            case DIVIDE_INTO -> operand / x;
            case MEAN -> mean(state, slot, x);
            case MINIMUM -> minimum(state, slot, x);
            case MAXIMUM -> maximum(state, slot, x);
            case SUM -> Double.isNaN(x) ? state[slot] : (state[slot] += x);
            case PROD -> Double.isNaN(x) ? state[slot] : (state[slot] *= x);
            case MEDIAN -> RunningMedian.accept(of, slot, store + in.extent(), (int) in.limit(), x);
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
}
