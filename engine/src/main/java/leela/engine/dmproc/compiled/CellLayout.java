package leela.engine.dmproc.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.dmproc.language.Func;

/**
 * Instructions that are laid out one after another, with their cells: first those that have a value at first, then the
 * others, which are 0; and with their stores.
 * Thread: one; used for one pipeline or body.
 */
final class CellLayout {

    private static final double[] ZERO_ZERO = {0, 0};
    private static final double[] ONE = {1};
    private static final double[] NOTHING_YET = {Double.NaN};
    /** The one number that added to any x gives x, also where x is -0. */
    private static final double[] NEGATIVE_ZERO = {-0.0};

    private final List<Instruction> instructions = new ArrayList<>();
    private double[] initial = {};
    private int tail;
    private long[] reserved = {};

    double[] initial() {
        return initial;
    }

    /** Cells behind the initial ones. */
    int tail() {
        return tail;
    }

    /** What each of its stores is charged for from the beginning. */
    long[] reserved() {
        return reserved;
    }

    void add(final Instruction instruction) {
        instructions.add(instruction);
    }

    void add(final Opcode opcode, final double operand, final long limit, final int slot, final int extent) {
        add(Instruction.of(opcode, operand, limit, slot, extent));
    }

    void add(final Opcode opcode, final double operand) {
        add(opcode, operand, 0, 0, 0);
    }

    /** Gives an instruction its cells of the state, with what they hold at first. */
    int cells(final double... values) {
        final int slot = initial.length;
        initial = Arrays.copyOf(initial, slot + values.length);
        System.arraycopy(values, 0, initial, slot, values.length);
        return slot;
    }

    /** Cells behind all that have a value at first, so that setting a window back does not touch them. */
    int tailCells(final int count) {
        final int slot = tail;
        tail += count;
        return slot;
    }

    /** Stores, charged for so from the beginning; which is the first. */
    int stores(final long... bytes) {
        final int first = reserved.length;
        reserved = Arrays.copyOf(reserved, first + bytes.length);
        System.arraycopy(bytes, 0, reserved, first, bytes.length);
        return first;
    }

    void addValue(final Func.Sync sync, final int medianValues) {
        if (sync instanceof final Func.Arithmetic arithmetic) {
            add(opcode(arithmetic), arithmetic.operand());
        } else if (sync instanceof final Func.Clamp clamp) {
            add(Opcode.AT_LEAST, clamp.least());
            add(Opcode.AT_MOST, clamp.most());
        } else if (sync instanceof final Func.Plain plain) {
            addPlain(plain, medianValues);
        } else {
            throw new AssertionError(sync);
        }
    }

    /** All of them, where other stores come before theirs. */
    Instruction[] placed(final int firstStore) {
        return instructions.stream()
                .map(in -> in.opcode() == Opcode.MEDIAN ? in.moved(firstStore) : in)
                .toArray(Instruction[]::new);
    }

    private void addPlain(final Func.Plain plain, final int medianValues) {
        switch (plain) {
            case ID -> {}
            case ABS -> add(Opcode.ABS, 0);
            case CEIL -> add(Opcode.CEIL, 0);
            case FLOOR -> add(Opcode.FLOOR, 0);
            case ROUND -> add(Opcode.ROUND, 0);
            case TRUNCATE -> add(Opcode.TRUNCATE, 0);
            case EXP -> add(Opcode.EXP, 0);
            case LN -> add(Opcode.LN, 0);
            case LOG10 -> add(Opcode.LOG10, 0);
            case SQRT -> add(Opcode.SQRT, 0);
            case MEAN -> add(Opcode.MEAN, 0, 0, cells(ZERO_ZERO), 0);
            case MINIMUM -> add(Opcode.MINIMUM, 0, 0, cells(NOTHING_YET), 0);
            case MAXIMUM -> add(Opcode.MAXIMUM, 0, 0, cells(NOTHING_YET), 0);
            case SUM -> add(Opcode.SUM, 0, 0, cells(NEGATIVE_ZERO), 0);
            case PROD -> add(Opcode.PROD, 0, 0, cells(ONE), 0);
            case MEDIAN ->
                add(
                        Opcode.MEDIAN,
                        0,
                        medianValues,
                        cells(new double[RunningMedian.CELLS]),
                        stores(RunningMedian.storeBytes(medianValues)));
        }
    }

    private static Opcode opcode(final Func.Arithmetic arithmetic) {
        return switch (arithmetic.operator()) {
            case TIMES -> Opcode.MULTIPLY;
            case PLUS -> Opcode.ADD;
            case MINUS -> arithmetic.isOperandFirst() ? Opcode.SUBTRACT_FROM : Opcode.SUBTRACT;
            case DIVIDE -> arithmetic.isOperandFirst() ? Opcode.DIVIDE_INTO : Opcode.DIVIDE;
        };
    }
}
