package leela.engine.dmproc.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.dmproc.language.Comparison;
import leela.engine.dmproc.language.Func;
import leela.engine.dmproc.language.Pipeline;

/**
 * From syntax tree to instructions: lays out the state, and leaves out what does nothing.
 * Thread: one; used for one pipeline.
 */
public final class PipelineCompiler {

    /**
     * How many of the newest values a median outside of a window runs over; all since the beginning could not be held.
     */
    static final int RUNNING_MEDIAN_VALUES = 1_000;

    private static final double[] ZERO = {0};
    private static final double[] ZERO_ZERO = {0, 0};
    private static final double[] ONE = {1};
    private static final double[] NOTHING_YET = {Double.NaN};
    /** The one number that added to any x gives x, also where x is -0. */
    private static final double[] NEGATIVE_ZERO = {-0.0};

    private final List<Instruction> instructions = new ArrayList<>();
    private double[] initial = {};
    private int medianCells;

    private PipelineCompiler() {}

    public static CompiledPipeline compile(final Pipeline pipeline) {
        final PipelineCompiler compiler = new PipelineCompiler();
        for (final Func func : pipeline.funcs()) {
            compiler.add(func);
        }
        return compiler.finish();
    }

    private void add(final Func func) {
        if (func instanceof final Func.Sync sync) {
            addSync(sync, RUNNING_MEDIAN_VALUES);
        } else if (func instanceof final Func.Compare compare) {
            addCompare(compare);
        } else if (func instanceof final Func.Range range) {
            addRange(range);
        } else if (func instanceof Func.Changed) {
            add(Opcode.CHANGED, 0, 0, cells(NOTHING_YET), 0);
        } else if (func instanceof final Func.Window window) {
            addWindow(window);
        } else if (func instanceof final Func.Sma sma) {
            add(Opcode.SMA, 1 - 2 / (sma.count() + 1.0), sma.count() / 2 + sma.count() % 2, cells(ZERO_ZERO), 0);
        } else if (func instanceof final Func.Ewma ewma) {
            add(Opcode.EWMA, ewma.weight(), 1, cells(ZERO_ZERO), 0);
        } else if (func instanceof final Func.Sample sample) {
            add(Opcode.SAMPLE, sample.of(), sample.first(), cells(ZERO), 0);
        } else {
            throw new IllegalArgumentException("'" + func + "' does not run yet.");
        }
    }

    private void addInner(final Func.Inner inner, final int medianValues) {
        if (inner instanceof final Func.Sync sync) {
            addSync(sync, medianValues);
        } else {
            throw new IllegalArgumentException("'" + inner + "' does not run yet.");
        }
    }

    private void addSync(final Func.Sync sync, final int medianValues) {
        if (sync instanceof final Func.Arithmetic arithmetic) {
            add(opcode(arithmetic), arithmetic.operand(), 0, 0, 0);
        } else if (sync instanceof final Func.Plain plain) {
            addPlain(plain, medianValues);
        } else if (sync instanceof final Func.Clamp clamp) {
            add(Opcode.AT_LEAST, clamp.least(), 0, 0, 0);
            add(Opcode.AT_MOST, clamp.most(), 0, 0, 0);
        }
    }

    private void addPlain(final Func.Plain plain, final int medianValues) {
        switch (plain) {
            case ID -> {}
            case ABS -> add(Opcode.ABS, 0, 0, 0, 0);
            case CEIL -> add(Opcode.CEIL, 0, 0, 0, 0);
            case FLOOR -> add(Opcode.FLOOR, 0, 0, 0, 0);
            case ROUND -> add(Opcode.ROUND, 0, 0, 0, 0);
            case TRUNCATE -> add(Opcode.TRUNCATE, 0, 0, 0, 0);
            case MEAN -> add(Opcode.MEAN, 0, 0, cells(ZERO_ZERO), 0);
            case MINIMUM -> add(Opcode.MINIMUM, 0, 0, cells(NOTHING_YET), 0);
            case MAXIMUM -> add(Opcode.MAXIMUM, 0, 0, cells(NOTHING_YET), 0);
            case SUM -> add(Opcode.SUM, 0, 0, cells(NEGATIVE_ZERO), 0);
            case PROD -> add(Opcode.PROD, 0, 0, cells(ONE), 0);
            case MEDIAN -> {
                add(Opcode.MEDIAN, 0, medianValues, cells(new double[RunningMedian.CELLS]), medianCells);
                medianCells += RunningMedian.valueCells(medianValues);
            }
            case EXP -> add(Opcode.EXP, 0, 0, 0, 0);
            case LN -> add(Opcode.LN, 0, 0, 0, 0);
            case LOG10 -> add(Opcode.LOG10, 0, 0, 0, 0);
            case SQRT -> add(Opcode.SQRT, 0, 0, 0, 0);
        }
    }

    private void addCompare(final Func.Compare compare) {
        final Comparison comparison =
                compare.isOperandFirst() ? compare.comparison().swapped() : compare.comparison();
        add(opcode(comparison), compare.operand(), 0, 0, 0);
    }

    private void addRange(final Func.Range range) {
        if (range.isBoth()) {
            add(opcode(range.first()), range.a(), 0, 0, 0);
            add(opcode(range.second()), range.b(), 0, 0, 0);
        } else {
            final Instruction second = new Instruction(opcode(range.second()), range.b(), 0, 0, 0);
            final Instruction first = new Instruction(opcode(range.first()), range.a(), 0, 0, 0, second);
            instructions.add(new Instruction(Opcode.EITHER, 0, 0, 0, 0, first));
        }
    }

    private void addWindow(final Func.Window window) {
        add(Opcode.NUMBER, 0, 0, 0, 0);
        final int body = initial.length;
        final int medianValues = (int) Math.min(window.count(), Func.MAX_MEDIAN_WINDOW);
        for (final Func.Inner inner : window.body()) {
            addInner(inner, medianValues);
        }
        add(Opcode.WINDOW, window.count(), 0, cells(ZERO), body);
    }

    private static Opcode opcode(final Comparison comparison) {
        return switch (comparison) {
            case GREATER -> Opcode.GREATER;
            case LESS -> Opcode.LESS;
            case EQUAL -> Opcode.EQUAL;
            case GREATER_OR_EQUAL -> Opcode.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Opcode.LESS_OR_EQUAL;
            case NOT_EQUAL -> Opcode.NOT_EQUAL;
        };
    }

    private static Opcode opcode(final Func.Arithmetic arithmetic) {
        return switch (arithmetic.operator()) {
            case TIMES -> Opcode.MULTIPLY;
            case PLUS -> Opcode.ADD;
            case MINUS -> arithmetic.isOperandFirst() ? Opcode.SUBTRACT_FROM : Opcode.SUBTRACT;
            case DIVIDE -> arithmetic.isOperandFirst() ? Opcode.DIVIDE_INTO : Opcode.DIVIDE;
        };
    }

    private void add(final Opcode opcode, final double operand, final long limit, final int slot, final int extent) {
        instructions.add(new Instruction(opcode, operand, limit, slot, extent));
    }

    /** Gives an instruction its cells of the state, with what they hold at first. */
    private int cells(final double[] values) {
        final int slot = initial.length;
        initial = Arrays.copyOf(initial, slot + values.length);
        System.arraycopy(values, 0, initial, slot, values.length);
        return slot;
    }

    /** The values of medians lie behind all other cells, so that setting a window back does not touch them. */
    private CompiledPipeline finish() {
        final Instruction[] placed = instructions.stream().map(this::placed).toArray(Instruction[]::new);
        return new CompiledPipeline(placed, initial, initial.length + medianCells);
    }

    private Instruction placed(final Instruction in) {
        return in.opcode() == Opcode.MEDIAN
                ? new Instruction(in.opcode(), in.operand(), in.limit(), in.slot(), initial.length + in.extent())
                : in;
    }
}
