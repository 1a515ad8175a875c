package leela.engine.dmproc.compiled;

import java.util.Arrays;

/**
 * The median of the newest values, kept sorted in a store of a pipeline's state. NaN is left out, as from minimum and
 * maximum; of an even number of values it is the mean of the two in the middle.
 * Thread: that of the state.
 * Memory: two cells of the state at {@code slot}; the store has {@code room} for so many sorted values and as many in
 * the order they came, doubled as it is needed, up to {@code capacity}: ten thousand series that begin to be followed
 * take what their first values take, though all is charged for at once.
 *
 * <pre>
 *   slot          slot + 1                0                room
 *   +-------------+-------------+  store: +----------------+----------------------+
 *   | held        | next place  |         | sorted         | by age, a circle     |
 *   +-------------+-------------+         +----------------+----------------------+
 * </pre>
 */
final class RunningMedian {

    /** Cells at {@code slot}. */
    static final int CELLS = 2;

    private static final int FIRST_ROOM = 16;

    private RunningMedian() {}

    /** What its store comes to take. */
    static long storeBytes(final int capacity) {
        return PipelineState.storeBytes(2 * capacity);
    }

    /** Takes a value; the median of the newest {@code capacity} ones, NaN while there are none. */
    static double accept(
            final PipelineState state, final int slot, final int store, final int capacity, final double x) {
        final double[] cells = state.cells;
        int held = (int) cells[slot];
        if (!Double.isNaN(x)) {
            final double[] values = room(state, store, held, capacity);
            final int age = values.length / 2 + (int) cells[slot + 1];
            if (held == capacity) {
                replace(values, held, values[age], x);
            } else {
                insert(values, held++, x);
            }
            values[age] = x;
            cells[slot] = held;
            cells[slot + 1] = cells[slot + 1] + 1 == capacity ? 0 : cells[slot + 1] + 1;
        }
        return held == 0 ? Double.NaN : middle(state.stores[store], held);
    }

    /** The store, with a place for one more; until it is as large as it may be, the circle has not come round. */
    private static double[] room(final PipelineState state, final int store, final int held, final int capacity) {
        final double[] old = state.stores[store];
        final int room = old.length / 2;
        if (held < room || room == capacity) {
            return old;
        }
        final int wanted = Math.min(capacity, Math.max(FIRST_ROOM, 2 * room));
        final double[] values = new double[2 * wanted];
        System.arraycopy(old, 0, values, 0, held);
        System.arraycopy(old, room, values, wanted, held);
        state.stores[store] = values;
        return values;
    }

    private static void insert(final double[] values, final int held, final double x) {
        final int place = place(values, held, x);
        System.arraycopy(values, place, values, place + 1, held - place);
        values[place] = x;
    }

    /** Moves only what lies between the place of the oldest value and that of the new one. */
    private static void replace(final double[] values, final int held, final double oldest, final double x) {
        final int gap = place(values, held, oldest);
        int place = place(values, held, x);
        if (place > gap) {
            place--;
            System.arraycopy(values, gap + 1, values, gap, place - gap);
        } else {
            System.arraycopy(values, place, values, place + 1, gap - place);
        }
        values[place] = x;
    }

    /** Where the value is, or belongs. */
    private static int place(final double[] values, final int held, final double x) {
        final int found = Arrays.binarySearch(values, 0, held, x);
        return found >= 0 ? found : -found - 1;
    }

    private static double middle(final double[] values, final int held) {
        final double upper = values[held / 2];
        if (held % 2 == 1) {
            return upper;
        }
        final double lower = values[held / 2 - 1];
        final double mean = (lower + upper) / 2;
        return Double.isInfinite(mean) ? lower / 2 + upper / 2 : mean;
    }
}
