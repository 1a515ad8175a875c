package leela.engine.dmproc.compiled;

import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.language.Aggregate;
import leela.engine.dmproc.language.Comparison;
import leela.engine.dmproc.language.Func;
import leela.engine.dmproc.language.Pipeline;

/**
 * From syntax tree to instructions: lays out the state, and leaves out what does nothing.
 * Thread: one; used for one pipeline.
 * Errors: what can never be held is an {@link IllegalArgumentException} in one plain sentence.
 */
public final class PipelineCompiler {

    /**
     * How many of the newest values a median outside of a window runs over, or in one of time; all since the beginning
     * could not be held.
     */
    static final int RUNNING_MEDIAN_VALUES = 1_000;

    /** What ends windows of time. */
    public enum Ending {
        /** A later value of the same series, or the clock. */
        BY_VALUE,
        /** The clock alone: many series share a state, and some may be ahead of others. */
        BY_CLOCK
    }

    private final Ending ending;
    private final CellLayout layout = new CellLayout();
    private final List<TimedStage> stages = new ArrayList<>();
    private boolean isTimed;
    /** How late what comes to the next stage may be. */
    private long lateNs;
    /** 1 where what comes to the next stage is from a window. */
    private long shiftNs;
    /** Whether a function with a memory, of those that are filled from the past, is behind the one that is added. */
    private boolean isMemoryLeft;

    private PipelineCompiler(final Ending ending) {
        this.ending = ending;
    }

    /** For the values of one series. */
    public static CompiledPipeline compile(final Pipeline pipeline) {
        return compile(pipeline, Ending.BY_VALUE);
    }

    public static CompiledPipeline compile(final Pipeline pipeline, final Ending ending) {
        final PipelineCompiler compiler = new PipelineCompiler(ending);
        final List<Func> funcs = pipeline.funcs();
        int last = funcs.size() - 1;
        while (last >= 0 && !hasMemory(funcs.get(last))) {
            last--;
        }
        for (int i = 0; i < funcs.size(); i++) {
            compiler.isMemoryLeft = i < last;
            compiler.add(funcs.get(i));
        }
        return compiler.finish();
    }

    private static boolean hasMemory(final Func func) {
        return func instanceof Func.TimeWindow || func instanceof Func.Over || func instanceof Func.Every;
    }

    private void add(final Func func) {
        if (func instanceof final Func.Sync sync) {
            layout.addValue(sync, RUNNING_MEDIAN_VALUES);
        } else if (func instanceof final Func.Compare compare) {
            addCompare(compare);
        } else if (func instanceof final Func.TwoSided range) {
            addTwoSided(range);
        } else if (func instanceof Func.Changed) {
            layout.add(Opcode.CHANGED, 0, 0, layout.cells(Double.NaN), 0);
        } else if (func instanceof final Func.Sma sma) {
            layout.add(
                    Opcode.SMA, 1 - 2 / (sma.count() + 1.0), sma.count() / 2 + sma.count() % 2, layout.cells(0, 0), 0);
        } else if (func instanceof final Func.Ewma ewma) {
            layout.add(Opcode.EWMA, ewma.weight(), 1, layout.cells(0, 0), 0);
        } else if (func instanceof final Func.Sample sample) {
            layout.add(Opcode.SAMPLE, sample.of(), sample.first(), layout.cells(0), 0);
        } else {
            // no window counts NaN
            layout.add(Opcode.NUMBER, 0);
            addWindow(func);
        }
    }

    private void addWindow(final Func func) {
        if (func instanceof final Func.Window window) {
            addCounted(window);
        } else if (func instanceof final Func.TimeWindow window) {
            lateNs = Math.max(lateNs, window.late().ns());
            addStage(new WindowStage(
                    window.length().ns(),
                    lateNs,
                    shiftNs,
                    window.required(),
                    !isTimed,
                    !isTimed && ending == Ending.BY_CLOCK,
                    body(window.body(), RUNNING_MEDIAN_VALUES)));
            isTimed = true;
            shiftNs = 1;
        } else if (func instanceof final Func.Every every) {
            lateNs = Math.max(lateNs, Func.TimeWindow.USUALLY_LATE.ns());
            addStage(new EveryStage(every.period().ns(), lateNs, shiftNs, !isTimed));
            isTimed = true;
        } else if (func instanceof final Func.Over over) {
            addStage(new OverStage(over.length().ns(), !isMemoryLeft, body(over.body(), RUNNING_MEDIAN_VALUES)));
        } else {
            throw new AssertionError(func);
        }
    }

    private void addCounted(final Func.Window window) {
        final int medianValues = (int) Math.min(window.count(), Func.MAX_MEDIAN_WINDOW);
        if (window.body().stream().anyMatch(Aggregate.class::isInstance)) {
            addStage(new CountStage(window.count(), body(window.body(), medianValues)));
            return;
        }
        final int body = layout.initial().length;
        for (final Func.Inner inner : window.body()) {
            layout.addValue((Func.Sync) inner, medianValues);
        }
        layout.add(Opcode.WINDOW, window.count(), 0, layout.cells(0), body);
    }

    private static Body body(final List<Func.Inner> inners, final int medianValues) {
        final CellLayout before = new CellLayout();
        final CellLayout after = new CellLayout();
        Aggregator aggregator = null;
        for (final Func.Inner inner : inners) {
            if (inner instanceof final Aggregate aggregate) {
                aggregator = aggregator(aggregate);
            } else {
                (aggregator == null ? before : after).addValue((Func.Sync) inner, medianValues);
            }
        }
        final Instruction[] instructions = before.placed(Body.stores(aggregator));
        final Instruction[] last = after.placed(0);
        final int steps = CompiledPipeline.steps(instructions) + CompiledPipeline.steps(last) + 2;
        return new Body(instructions, aggregator, last, before.initial(), before.reserved(), steps);
    }

    private static Aggregator aggregator(final Aggregate aggregate) {
        if (aggregate instanceof final Aggregate.Percentile percentile) {
            return new QuantileAggregator(percentile.percent());
        }
        if (aggregate instanceof final Aggregate.Ahead ahead) {
            return new LineAggregator(false, ahead.span().ns());
        }
        return switch ((Aggregate.Named) aggregate) {
            case COUNT -> SimpleAggregator.COUNT;
            case FIRST -> SimpleAggregator.FIRST;
            case LAST -> SimpleAggregator.LAST;
            case RANGE -> SimpleAggregator.RANGE;
            case STDDEV -> SimpleAggregator.STDDEV;
            case RATE -> SimpleAggregator.RATE;
            case DELTA -> SimpleAggregator.DELTA;
            case SLOPE -> new LineAggregator(true, 0);
        };
    }

    private void addStage(final TimedStage stage) {
        stage.base = layout.tailCells(stage.cells());
        stage.store = layout.stores(stage.reserved());
        stages.add(stage);
        layout.add(Instruction.of(stage));
    }

    private void addCompare(final Func.Compare compare) {
        final Comparison comparison =
                compare.isOperandFirst() ? compare.comparison().swapped() : compare.comparison();
        layout.add(opcode(comparison), compare.operand());
    }

    private void addTwoSided(final Func.TwoSided range) {
        if (range.isBoth()) {
            layout.add(opcode(range.first()), range.a());
            layout.add(opcode(range.second()), range.b());
        } else {
            final Instruction second = Instruction.of(opcode(range.second()), range.b(), 0, 0, 0);
            final Instruction first =
                    Instruction.of(opcode(range.first()), range.a(), 0, 0, 0).with(second);
            layout.add(Instruction.of(Opcode.EITHER, 0, 0, 0, 0).with(first));
        }
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

    private CompiledPipeline finish() {
        final int tailStart = layout.initial().length;
        stages.forEach(stage -> stage.base += tailStart);
        return new CompiledPipeline(
                layout.placed(0), layout.initial(), tailStart + layout.tail(), layout.reserved(), isTimed);
    }
}
