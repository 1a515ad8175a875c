package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineCompiler.Ending;
import leela.engine.dmproc.grouping.Grouping;
import leela.engine.dmproc.grouping.JoinExpression;
import leela.engine.dmproc.grouping.JoinTimes;
import leela.engine.dmproc.language.Input;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.warm.Reach;
import leela.engine.runtime.PrintableText;
import leela.engine.spi.KeyPattern;

/**
 * A program ready to run.
 * Thread: made by any, used by the query thread.
 *
 * @param patterns one for each input
 * @param grouping which series share a state, and what results are called
 * @param join     what a join makes of its inputs; null where it is none
 * @param watchBytes what somebody keeps of each group beside
 * @param reachNs    how far back its states are filled from history; 0 where they begin with nothing
 */
record QueryPlan(
        List<KeyPattern> patterns,
        Grouping grouping,
        JoinExpression join,
        CompiledPipeline pipeline,
        int watchBytes,
        long reachNs) {

    /** What finding its group's state costs an event, in steps. */
    private static final int GROUP_STEPS = 2;

    /** Errors: {@link IllegalArgumentException} in one plain sentence; of a regex, where a pattern is compiled. */
    static QueryPlan of(
            final Program program, final List<KeyPattern> patterns, final int watchBytes, final boolean isFilled) {
        final Grouping grouping = new Grouping(program, patterns);
        if (program.isRecorded()) {
            checkLoop(grouping);
        }
        final JoinExpression join = program.expression()
                .map(expression -> new JoinExpression(expression, program.inputs()))
                .orElse(null);
        final Ending ending = grouping.isOfMany() ? Ending.BY_CLOCK : Ending.BY_VALUE;
        return new QueryPlan(
                patterns,
                grouping,
                join,
                PipelineCompiler.compile(program.pipeline(), ending),
                watchBytes,
                isFilled ? Reach.of(program.pipeline()).orElse(0) : 0);
    }

    static List<KeyPattern> patterns(final Program program, final KeyPattern.Compiler compiler) {
        final List<KeyPattern> patterns = new ArrayList<>();
        for (final Input input : program.inputs()) {
            patterns.add(compiler.compile(input.regex()));
        }
        return patterns;
    }

    private static void checkLoop(final Grouping grouping) {
        final byte[] name = grouping.ownResult();
        if (name != null) {
            throw new IllegalArgumentException("The program would match its own results, such as "
                    + PrintableText.of(name) + ", and record them again and again.");
        }
    }

    int inputs() {
        return patterns.size();
    }

    /** What it costs at worst to meet a series whose key is so long. */
    long worstNs(final int keyLength) {
        long worstNs = 0;
        for (final KeyPattern pattern : patterns) {
            worstNs += pattern.worstNs(keyLength);
        }
        return worstNs;
    }

    /** What an event of a series costs. */
    int steps() {
        return EventSteps.OF_SUBSCRIPTION
                + (grouping.isOfMany() ? GROUP_STEPS : 0)
                + (join == null ? 0 : join.steps())
                + pipeline.steps();
    }

    /** What a new state holds, with what lets it wait for the clock. */
    long stateBytes() {
        return pipeline.stateBytes() + (pipeline.isTimed() ? TimedState.BYTES : 0) + watchBytes;
    }

    JoinTimes newJoin() {
        return join == null ? null : new JoinTimes(join, inputs());
    }
}
