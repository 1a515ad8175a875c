package leela.engine.dmproc.compiled;

import static leela.engine.dmproc.compiled.PipelineState.ofTime;
import static leela.engine.dmproc.compiled.PipelineState.time;

/**
 * A window that slides: with each value the body runs anew over all values of the last {@code lengthNs}, in the order
 * of their times, so that the result is what a window of these values would give, to the bit. Cells: place of the
 * oldest value, how many there are. The store is a circle of times and values.
 * Thread: that of the state.
 * Memory: 16 bytes a value, doubled as it is needed, for at most {@value #MOST_VALUES}; then the oldest goes.
 */
final class OverStage extends TimedStage {

    static final int MOST_VALUES = 4096;

    private static final int FIRST_VALUES = 16;
    private static final int SIZE = 1;
    private static final int VALUES_A_STEP = 16;

    private final long lengthNs;
    private final Body body;
    /** Whether nothing behind it has a memory. */
    private final boolean isLast;

    private final PipelineState scratch;
    private final Flow within = new Flow();

    OverStage(final long lengthNs, final boolean isLast, final Body body) {
        this.lengthNs = lengthNs;
        this.isLast = isLast;
        this.body = body;
        scratch = new PipelineState(new double[body.cells()], new double[body.stores()][0]);
    }

    @Override
    int cells() {
        return SIZE + 1;
    }

    @Override
    long[] reserved() {
        return new long[1];
    }

    @Override
    int steps() {
        return 2 + body.steps() * (MOST_VALUES / VALUES_A_STEP);
    }

    @Override
    boolean accept(final PipelineState state, final Flow flow) {
        final double[] cells = state.cells;
        final long newestNs = cells[base + SIZE] == 0 ? Long.MIN_VALUE : timeAt(state, (int) cells[base + SIZE] - 1);
        final long untilNs = Math.max(newestNs, flow.timeNs);
        final long fromNs = untilNs - lengthNs;
        if (flow.timeNs <= fromNs) {
            flow.late++;
            return false;
        }
        while (cells[base + SIZE] > 0 && timeAt(state, 0) <= fromNs) {
            dropOldest(state);
        }
        if (!hasRoom(state, flow)) {
            flow.crowded++;
            if (cells[base + SIZE] == 0) {
                return false;
            }
            dropOldest(state);
        }
        insert(state, flow.x, flow.timeNs);
        if (isLast && flow.isFilling) {
            return false;
        }
        body.open(scratch, 0, 0);
        for (int i = 0; i < cells[base + SIZE]; i++) {
            final int at = at(state, i);
            body.feed(scratch, 0, 0, state.stores[store][at + 1], time(state.stores[store][at]), within);
        }
        return body.finish(scratch, 0, 0, untilNs, flow);
    }

    private boolean hasRoom(final PipelineState state, final Flow flow) {
        final int values = capacity(state);
        if (state.cells[base + SIZE] < values) {
            return true;
        }
        final int wanted = Math.max(FIRST_VALUES, 2 * values);
        if (values == MOST_VALUES || !state.grow(store, 2 * wanted, flow)) {
            return false;
        }
        // the circle was full: what lies before its beginning goes behind what there was
        final double[] points = state.stores[store];
        final int head = (int) state.cells[base];
        System.arraycopy(points, 0, points, 2 * values, 2 * head);
        return true;
    }

    /** Nearly always the newest; others move up for it. */
    private void insert(final PipelineState state, final double x, final long timeNs) {
        final double[] points = state.stores[store];
        int place = (int) state.cells[base + SIZE]++;
        while (place > 0 && timeAt(state, place - 1) > timeNs) {
            final int from = at(state, place - 1);
            final int to = at(state, place);
            points[to] = points[from];
            points[to + 1] = points[from + 1];
            place--;
        }
        points[at(state, place)] = ofTime(timeNs);
        points[at(state, place) + 1] = x;
    }

    private void dropOldest(final PipelineState state) {
        final double head = state.cells[base] + 1;
        state.cells[base] = head == capacity(state) ? 0 : head;
        state.cells[base + SIZE]--;
    }

    private long timeAt(final PipelineState state, final int i) {
        return time(state.stores[store][at(state, i)]);
    }

    /** Where the i-th value from the oldest lies; the capacity is a power of two. */
    private int at(final PipelineState state, final int i) {
        return 2 * ((int) state.cells[base] + i & capacity(state) - 1);
    }

    private int capacity(final PipelineState state) {
        return state.stores[store].length / 2;
    }
}
