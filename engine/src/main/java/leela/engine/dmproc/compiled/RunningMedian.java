package leela.engine.dmproc.compiled;

import java.util.Arrays;

/**
 * The median of the newest values, kept sorted in a part of a pipeline's state. NaN is left out, as from minimum and
 * maximum; of an even number of values it is the mean of the two in the middle.
 * Thread: that of the state.
 * Memory: nothing; of the state two cells at {@code slot} and, at {@code values}, {@code capacity} sorted values and
 * {@code capacity} in the order they came.
 *
 * <pre>
 *   slot          slot + 1               values           values + capacity
 *   +-------------+-------------+  ...   +----------------+----------------------+
 *   | held        | next place  |        | sorted         | by age, a circle     |
 *   +-------------+-------------+        +----------------+----------------------+
 * </pre>
 */
final class RunningMedian {

    /** Cells at {@code slot}. */
    static final int CELLS = 2;

    private RunningMedian() {}

    /** Cells at {@code values}. */
    static int valueCells(final int capacity) {
        return 2 * capacity;
    }

    /** Takes a value; the median of the newest {@code capacity} ones, NaN while there are none. */
    static double accept(final double[] state, final int slot, final int values, final int capacity, final double x) {
        int held = (int) state[slot];
        if (!Double.isNaN(x)) {
            final int age = values + capacity + (int) state[slot + 1];
            if (held == capacity) {
                replace(state, values, held, state[age], x);
            } else {
                insert(state, values, held++, x);
            }
            state[age] = x;
            state[slot] = held;
            state[slot + 1] = age + 1 == values + 2 * capacity ? 0 : state[slot + 1] + 1;
        }
        return held == 0 ? Double.NaN : middle(state, values, held);
    }

    private static void insert(final double[] state, final int values, final int held, final double x) {
        final int place = place(state, values, held, x);
        System.arraycopy(state, place, state, place + 1, values + held - place);
        state[place] = x;
    }

    /** Moves only what lies between the place of the oldest value and that of the new one. */
    private static void replace(
            final double[] state, final int values, final int held, final double oldest, final double x) {
        final int gap = place(state, values, held, oldest);
        int place = place(state, values, held, x);
        if (place > gap) {
            place--;
            System.arraycopy(state, gap + 1, state, gap, place - gap);
        } else {
            System.arraycopy(state, place, state, place + 1, gap - place);
        }
        state[place] = x;
    }

    /** Where the value is, or belongs. */
    private static int place(final double[] state, final int values, final int held, final double x) {
        final int found = Arrays.binarySearch(state, values, values + held, x);
        return found >= 0 ? found : -found - 1;
    }

    private static double middle(final double[] state, final int values, final int held) {
        final double upper = state[values + held / 2];
        if (held % 2 == 1) {
            return upper;
        }
        final double lower = state[values + held / 2 - 1];
        final double mean = (lower + upper) / 2;
        return Double.isInfinite(mean) ? lower / 2 + upper / 2 : mean;
    }
}
