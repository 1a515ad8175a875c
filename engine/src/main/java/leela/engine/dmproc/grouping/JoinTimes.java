package leela.engine.dmproc.grouping;

import java.util.Arrays;
import leela.engine.runtime.Clock;

/**
 * The values of the inputs of one join until all have one of the same time. Times are the same where they lie in the
 * same step: the shortest interval of the inputs, or a second where none is known. Two steps are open, the newest and
 * the one before: an input that stays away for two ends an evaluation. Of two values of an input in one step the last
 * counts; what comes once the step was evaluated does not.
 *
 * <pre>
 *   a step's place:   value of input 0 | value of input 1 | …      and beside: which have come, the newest time
 * </pre>
 *
 * Thread: the query thread.
 * Memory: two steps; nothing per value.
 * Units: times epoch ns; steps are counted from 1970.
 */
public final class JoinTimes {

    /** Where nobody has said how often values come. */
    public static final long USUAL_STEP_NS = Clock.NANOS_PER_SECOND;

    private static final int STEPS = 2;
    private static final long NONE = Long.MIN_VALUE;
    /** So many values of the past in a row, for each input: its clock was set back. */
    private static final int SET_BACK = 2;

    private final JoinExpression expression;
    private final int inputs;
    private final long all;
    private final double[] values;
    private final long[] come = new long[STEPS];
    private final long[] timeNs = new long[STEPS];
    private long stepNs = USUAL_STEP_NS;
    private long newest = NONE;
    private int lateInARow;
    private long missed;
    private double result;
    private long resultTimeNs;

    public JoinTimes(final JoinExpression expression, final int inputs) {
        this.expression = expression;
        this.inputs = inputs;
        all = (1L << inputs) - 1;
        values = new double[STEPS * inputs];
    }

    /** What one costs in heap. */
    public static long bytes(final int inputs) {
        return 96 + 3 * 16L + Long.BYTES * STEPS * (inputs + 2L);
    }

    /** Takes a value; whether the join has one of this time now. */
    public boolean accept(final int input, final double value, final long valueTimeNs, final long newStepNs) {
        if (newStepNs != stepNs) {
            regroup(newStepNs);
        }
        final long step = Math.floorDiv(valueTimeNs, stepNs);
        if (newest != NONE && step <= newest - STEPS && isLate()) {
            missed++;
            return false;
        }
        lateInARow = 0;
        if (newest == NONE || step > newest) {
            advance(step);
        }
        final int place = (int) Math.floorMod(step, (long) STEPS);
        if (come[place] == all) {
            return false;
        }
        timeNs[place] = come[place] == 0 ? valueTimeNs : Math.max(timeNs[place], valueTimeNs);
        come[place] |= 1L << input;
        values[place * inputs + input] = value;
        if (come[place] != all) {
            return false;
        }
        result = expression.value(values, place * inputs);
        resultTimeNs = timeNs[place];
        return true;
    }

    /** The value, after {@link #accept} was true. */
    public double result() {
        return result;
    }

    /** The newest time of the inputs' values. */
    public long resultTimeNs() {
        return resultTimeNs;
    }

    /** Evaluations that an input stayed away from, and values too old for any, since this was asked last. */
    public long takeMissed() {
        final long now = missed;
        missed = 0;
        return now;
    }

    /** Whether to leave the value out; enough of them in a row are a clock that was set back. */
    private boolean isLate() {
        if (++lateInARow <= SET_BACK * inputs) {
            return true;
        }
        restart();
        return false;
    }

    private void advance(final long step) {
        for (long over = newest == NONE ? step : Math.max(newest, step - STEPS) + 1; over <= step; over++) {
            end((int) Math.floorMod(over, (long) STEPS));
        }
        newest = step;
    }

    /** The steps have another length: what has come goes on in those of its time. */
    private void regroup(final long newStepNs) {
        stepNs = newStepNs;
        if (newest == NONE) {
            return;
        }
        final long first = come[0] == 0 ? NONE : Math.floorDiv(timeNs[0], stepNs);
        final long second = come[1] == 0 ? NONE : Math.floorDiv(timeNs[1], stepNs);
        final int older = first < second ? 0 : 1;
        newest = Math.max(first, second);
        if (Math.min(first, second) != newest - 1) {
            end(older);
        }
        if (newest != NONE && Math.floorMod(newest, (long) STEPS) == older) {
            swap();
        }
    }

    private void swap() {
        for (int input = 0; input < inputs; input++) {
            final double value = values[input];
            values[input] = values[inputs + input];
            values[inputs + input] = value;
        }
        final long firstCome = come[0];
        come[0] = come[1];
        come[1] = firstCome;
        final long firstNs = timeNs[0];
        timeNs[0] = timeNs[1];
        timeNs[1] = firstNs;
    }

    private void end(final int place) {
        if (come[place] != 0 && come[place] != all) {
            missed++;
        }
        come[place] = 0;
    }

    private void restart() {
        end(0);
        end(1);
        Arrays.fill(values, 0);
        newest = NONE;
        lateInARow = 0;
    }
}
