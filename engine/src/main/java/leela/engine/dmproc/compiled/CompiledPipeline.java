package leela.engine.dmproc.compiled;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * A pipeline as a flat list of instructions over a state that is nothing but numbers, one for each series. Needs
 * neither ring nor query: a replay runs the same code over the same kind of state, and a snapshot of a state is its
 * arrays. What keeps a state over values leaves NaN out, so that one of them, a sensor's "unknown", changes nothing
 * that follows. Windows of time are closed by later values, or by the stream's clock, which whoever runs the pipeline
 * tells it: {@link #clock}, and {@link #close} for the states of which {@link #dueNs} has come.
 * Thread: one, since the last result is left in a field; the states may outlive the instance.
 * Memory: nothing per value, but where a state grows: see {@link #room}.
 */
public final class CompiledPipeline {

    private static final int MEDIAN_VALUES_A_STEP = 16;

    private final Instruction[] instructions;
    private final double[] initial;
    private final int stateLength;
    private final long[] reserved;
    private final boolean isTimed;
    private final PipelineState stateless = new PipelineState(new double[0], new double[0][]);
    private final Flow flow = new Flow();

    private double result;
    private long resultTimeNs;
    private long lateBefore;
    private long crowdedBefore;

    /**
     * Instructions with the state they work on.
     *
     * @param initial     first cells of every new state
     * @param stateLength cells of a state; those beyond {@code initial} are 0 at first
     * @param reserved    what each part of a state that may grow is charged for from the beginning
     * @param isTimed     whether states may wait for the clock
     */
    CompiledPipeline(
            final Instruction[] instructions,
            final double[] initial,
            final int stateLength,
            final long[] reserved,
            final boolean isTimed) {
        this.instructions = instructions;
        this.initial = initial;
        this.stateLength = stateLength;
        this.reserved = reserved;
        this.isTimed = isTimed;
    }

    /** The state of a series that has not sent anything yet. Pipelines without a memory share one. */
    public PipelineState newState() {
        if (stateLength == 0 && reserved.length == 0) {
            return stateless;
        }
        final double[] cells = new double[stateLength];
        System.arraycopy(initial, 0, cells, 0, initial.length);
        final double[][] growing = new double[reserved.length][];
        Arrays.fill(growing, stateless.cells);
        return new PipelineState(cells, growing);
    }

    /** What a new state is charged for. */
    public long stateBytes() {
        return bytes(newState());
    }

    /** What a state is charged for that may have grown. */
    public long bytes(final PipelineState state) {
        return state.bytes(reserved);
    }

    /**
     * What a value costs at most, in instructions of the simple kind. A median moves half of its values, which a
     * machine does some sixteen at a time.
     */
    public int steps() {
        return steps(instructions);
    }

    static int steps(final Instruction[] instructions) {
        int steps = 0;
        for (final Instruction in : instructions) {
            steps += switch (in.opcode()) {
                case MEDIAN -> 1 + (int) in.limit() / MEDIAN_VALUES_A_STEP;
                case STAGE -> in.stage().steps();
                default -> 1;
            };
        }
        return steps;
    }

    /** Whether its states may wait for the clock. */
    public boolean isTimed() {
        return isTimed;
    }

    // ---- what it is told

    /** The stream's clock has come so far. */
    public void clock(final long nowNs) {
        flow.clockNs = nowNs;
    }

    /** How many samples a second the series' interval promises, of a group those of all its series; 0: unknown. */
    public void promise(final double samplesPerSecond) {
        flow.promised = samplesPerSecond;
    }

    /** Whom to ask whether a state may grow by so many bytes, which it holds then; at first it always may. */
    public void room(final LongPredicate mayGrow) {
        flow.room = mayGrow;
    }

    /**
     * While a state is filled with what came before, nothing is counted, and where only results would come of it, they
     * are not worked out.
     */
    public void filling(final boolean isFilling) {
        flow.isFilling = isFilling;
        if (isFilling) {
            lateBefore = flow.late;
            crowdedBefore = flow.crowded;
        } else {
            flow.late = lateBefore;
            flow.crowded = crowdedBefore;
            flow.isMoved = false;
        }
    }

    // ---- what it tells

    /** The value that left the pipeline, after {@link #accept} or {@link #close} was true. */
    public double result() {
        return result;
    }

    /** Its time: that of the value that caused it, or the end of a window. */
    public long resultTimeNs() {
        return resultTimeNs;
    }

    /** Values so far that came too late for their window. */
    public long late() {
        return flow.late;
    }

    /** Values so far that there was no room for. */
    public long crowded() {
        return flow.crowded;
    }

    /** Whether {@link #dueNs} of the last state that was given is another than when this was asked before. */
    public boolean takeMoved() {
        final boolean isMoved = flow.isMoved;
        flow.isMoved = false;
        return isMoved;
    }

    /** When the clock will end something that the state holds; Long.MAX_VALUE where nothing waits. */
    public long dueNs(final PipelineState state) {
        long dueNs = TimedStage.NEVER;
        for (final Instruction in : instructions) {
            if (in.stage() != null) {
                dueNs = Math.min(dueNs, in.stage().dueNs(state));
            }
        }
        return dueNs;
    }

    // ---- the way of a value

    /** Feeds a value of no time. Whether one left the pipeline. */
    public boolean accept(final PipelineState state, final double value) {
        return accept(state, value, 0);
    }

    /** Feeds a value. Whether one left the pipeline. What is due is to be closed before. */
    public boolean accept(final PipelineState state, final double value, final long timeNs) {
        return run(state, 0, value, timeNs);
    }

    /**
     * Ends what is over by the clock, the first stages first, until one gives a result; whether one did, then there may
     * be more.
     */
    public boolean close(final PipelineState state) {
        for (int i = 0; i < instructions.length; i++) {
            final TimedStage stage = instructions[i].stage();
            TimedStage.Closing closing = TimedStage.Closing.RESULT;
            while (stage != null && closing != TimedStage.Closing.NOTHING_DUE) {
                closing = stage.close(state, flow);
                if (closing == TimedStage.Closing.RESULT && run(state, i + 1, flow.x, flow.timeNs)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Feeds a value of a state that is filled: ends what is due before, and gives nothing. */
    public void fill(final PipelineState state, final double value, final long timeNs) {
        boolean isMore = isTimed && dueNs(state) <= flow.clockNs;
        while (isMore) {
            isMore = close(state);
        }
        accept(state, value, timeNs);
    }

    private boolean run(final PipelineState state, final int from, final double value, final long valueTimeNs) {
        final double[] cells = state.cells;
        double x = value;
        long timeNs = valueTimeNs;
        for (int i = from; i < instructions.length; i++) {
            final Instruction in = instructions[i];
            if (in.isValue()) {
                x = ValueFunction.apply(in, state, 0, 0, x);
            } else if (in.stage() != null) {
                flow.x = x;
                flow.timeNs = timeNs;
                if (!in.stage().accept(state, flow)) {
                    return false;
                }
                x = flow.x;
                timeNs = flow.timeNs;
            } else if (in.opcode() == Opcode.EWMA || in.opcode() == Opcode.SMA) {
                if (Double.isNaN(x)) {
                    return false;
                }
                x = ewma(cells, in.slot(), in.operand(), x);
                if (cells[in.slot() + 1] <= in.limit()) {
                    return false;
                }
            } else if (!passes(cells, in, x)) {
                return false;
            }
        }
        result = x;
        resultTimeNs = timeNs;
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
