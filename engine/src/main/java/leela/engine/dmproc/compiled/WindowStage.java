package leela.engine.dmproc.compiled;

/**
 * Windows of a length of time, aligned to UTC. One that its values end is over when a later one begins, or when the
 * clock is {@code lateNs} past its end, and one is open at a time. Where many series share a state the clock alone ends
 * windows, since one of them may be ahead of the others, and several are open. Only the first stage of a pipeline that
 * goes by time asks the clock whether a value is late: what it lets through is in order.
 *
 * <pre>
 *   a place for each open window:   number | is it open | samples | promised samples a second | the body's cells
 *   (a window's number is its end in lengths since 1970, less one; of one place, where nothing is open, the number is
 *   the least that may open)
 * </pre>
 *
 * Thread: that of the state.
 */
final class WindowStage extends TimedStage {

    /** More than so many windows at a time are not kept open. */
    static final int MOST_PLACES = 128;

    private static final int NUMBER = 0;
    private static final int OPEN = 1;
    private static final int SAMPLES = 2;
    private static final int PROMISED = 3;
    private static final int HEAD = 4;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long lengthNs;
    private final long lateNs;
    /** 1 where values come from windows: they belong to the moment before the end that they bear. */
    private final long shiftNs;

    private final double required;
    private final boolean isFirst;
    private final boolean isByClock;
    private final int places;
    private final Body body;
    private final int placeCells;

    WindowStage(
            final long lengthNs,
            final long lateNs,
            final long shiftNs,
            final double required,
            final boolean isFirst,
            final boolean isByClock,
            final Body body) {
        this.lengthNs = lengthNs;
        this.lateNs = lateNs;
        this.shiftNs = shiftNs;
        this.required = required;
        this.isFirst = isFirst;
        this.isByClock = isByClock;
        this.body = body;
        // from the oldest that may still take values to one as far ahead of the clock
        final long open = isByClock ? 2 * (lateNs / lengthNs) + 3 : 1;
        if (open > MOST_PLACES) {
            throw new IllegalArgumentException("A group would have " + open + " windows open at once, of at most "
                    + MOST_PLACES + ": a window may be late by at most " + MOST_PLACES / 2 + " of its lengths.");
        }
        places = (int) open;
        placeCells = HEAD + body.cells();
    }

    @Override
    int cells() {
        return places * placeCells;
    }

    @Override
    long[] reserved() {
        final long[] all = new long[places * body.stores()];
        for (int i = 0; i < all.length; i++) {
            all[i] = body.reserved()[i % body.stores()];
        }
        return all;
    }

    @Override
    int steps() {
        return 2 + body.steps();
    }

    @Override
    boolean accept(final PipelineState state, final Flow flow) {
        final double x = flow.x;
        final long timeNs = flow.timeNs;
        final double[] cells = state.cells;
        final long number = number(cells, timeNs - shiftNs);
        final int place = isByClock ? Math.floorMod(number, places) : 0;
        final int at = base + place * placeCells;
        final boolean isOpen = cells[at + OPEN] != 0;
        final long here = (long) cells[at + NUMBER];
        if (isFirst && overNs(number) <= flow.clockNs || isTooLate(number, here, isOpen, timeNs, flow)) {
            flow.late++;
            return false;
        }
        final boolean isNext = !isOpen || number > here;
        final boolean isResult = isOpen && isNext && finish(state, place, flow);
        if (isNext) {
            body.open(state, at + HEAD, store + place * body.stores());
            cells[at + NUMBER] = number;
            cells[at + OPEN] = 1;
            cells[at + SAMPLES] = 0;
            flow.isMoved = true;
        }
        cells[at + SAMPLES]++;
        cells[at + PROMISED] = flow.promised;
        if (isResult) {
            final double result = flow.x;
            final long endNs = flow.timeNs;
            body.feed(state, at + HEAD, store + place * body.stores(), x, timeNs, flow);
            flow.x = result;
            flow.timeNs = endNs;
        } else {
            body.feed(state, at + HEAD, store + place * body.stores(), x, timeNs, flow);
        }
        return isResult;
    }

    @Override
    Closing close(final PipelineState state, final Flow flow) {
        final int place = oldest(state.cells);
        if (place < 0 || overNs((long) state.cells[base + place * placeCells + NUMBER]) > flow.clockNs) {
            return Closing.NOTHING_DUE;
        }
        final int at = base + place * placeCells;
        final boolean isResult = finish(state, place, flow);
        state.cells[at + OPEN] = 0;
        state.cells[at + NUMBER]++;
        flow.isMoved = true;
        return isResult ? Closing.RESULT : Closing.SILENT;
    }

    @Override
    long dueNs(final PipelineState state) {
        final int place = oldest(state.cells);
        return place < 0 ? NEVER : overNs((long) state.cells[base + place * placeCells + NUMBER]);
    }

    /** Most values belong to the window that is open, which takes no division. */
    private long number(final double[] cells, final long timeNs) {
        final long here = (long) cells[base + NUMBER];
        final long sinceNs = timeNs - here * lengthNs;
        return sinceNs >= 0 && sinceNs < lengthNs ? here : Math.floorDiv(timeNs, lengthNs);
    }

    private boolean isTooLate(
            final long number, final long here, final boolean isOpen, final long timeNs, final Flow flow) {
        if (isByClock) {
            final boolean isFarAhead = flow.clockNs != Long.MIN_VALUE && timeNs - shiftNs > flow.clockNs + lateNs;
            return isFarAhead || isOpen && number != here;
        }
        return number < here;
    }

    /** When the clock has ended the window. */
    private long overNs(final long number) {
        return (number + 1) * lengthNs + lateNs;
    }

    private int oldest(final double[] cells) {
        int found = -1;
        for (int place = 0; place < places; place++) {
            final int at = base + place * placeCells;
            if (cells[at + OPEN] != 0
                    && (found < 0 || cells[at + NUMBER] < cells[base + found * placeCells + NUMBER])) {
                found = place;
            }
        }
        return found;
    }

    private boolean finish(final PipelineState state, final int place, final Flow flow) {
        final int at = base + place * placeCells;
        final double[] cells = state.cells;
        final double promised = cells[at + PROMISED] * (lengthNs / NANOS_PER_SECOND);
        if (required > 0 && cells[at + SAMPLES] * 100 < required * promised) {
            return false;
        }
        final long endNs = ((long) cells[at + NUMBER] + 1) * lengthNs;
        return body.finish(state, at + HEAD, store + place * body.stores(), endNs, flow);
    }
}
