package leela.engine.dmproc.compiled;

import static leela.engine.dmproc.compiled.PipelineState.ofTime;
import static leela.engine.dmproc.compiled.PipelineState.time;

/**
 * The newest value of each period, which is aligned to UTC; of equal times the last to come. It is passed on with its
 * own time when the period is over, as a window is. Cells: the period's number, or the least that may begin; whether
 * there is a value; its time; it.
 * Thread: that of the state.
 */
final class EveryStage extends TimedStage {

    private static final int OPEN = 1;
    private static final int TIME = 2;
    private static final int VALUE = 3;

    private final long periodNs;
    private final long lateNs;
    private final long shiftNs;
    private final boolean isFirst;

    EveryStage(final long periodNs, final long lateNs, final long shiftNs, final boolean isFirst) {
        this.periodNs = periodNs;
        this.lateNs = lateNs;
        this.shiftNs = shiftNs;
        this.isFirst = isFirst;
    }

    @Override
    int cells() {
        return VALUE + 1;
    }

    @Override
    long[] reserved() {
        return new long[0];
    }

    @Override
    int steps() {
        return 2;
    }

    @Override
    boolean accept(final PipelineState state, final Flow flow) {
        final double[] cells = state.cells;
        final double x = flow.x;
        final long timeNs = flow.timeNs;
        final long number = Math.floorDiv(timeNs - shiftNs, periodNs);
        final long here = (long) cells[base];
        if (isFirst && overNs(number) <= flow.clockNs || number < here) {
            flow.late++;
            return false;
        }
        final boolean isOpen = cells[base + OPEN] != 0;
        final boolean isResult = isOpen && number > here;
        if (isResult) {
            give(cells, flow);
        }
        if (!isOpen || isResult || timeNs >= time(cells[base + TIME])) {
            cells[base + TIME] = ofTime(timeNs);
            cells[base + VALUE] = x;
        }
        if (!isOpen || isResult) {
            cells[base] = number;
            cells[base + OPEN] = 1;
            flow.isMoved = true;
        }
        return isResult;
    }

    @Override
    Closing close(final PipelineState state, final Flow flow) {
        if (dueNs(state) > flow.clockNs) {
            return Closing.NOTHING_DUE;
        }
        give(state.cells, flow);
        state.cells[base]++;
        state.cells[base + OPEN] = 0;
        flow.isMoved = true;
        return Closing.RESULT;
    }

    @Override
    long dueNs(final PipelineState state) {
        return state.cells[base + OPEN] == 0 ? NEVER : overNs((long) state.cells[base]);
    }

    private void give(final double[] cells, final Flow flow) {
        flow.x = cells[base + VALUE];
        flow.timeNs = time(cells[base + TIME]);
    }

    private long overNs(final long number) {
        return (number + 1) * periodNs + lateNs;
    }
}
