package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineCompiler.Ending;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.language.Aggregate;
import leela.engine.dmproc.language.Func;
import leela.engine.dmproc.language.Pipeline;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.RandomPrograms;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.ReferenceStream.Step;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random programs over random streams give what {@link ReferenceStream} gives, to the last bit. */
class TimePropertyTest {

    private static final int RUNS = 400;
    private static final int SLOW_RUNS = 10_000;

    @Test
    void shouldComputeWhatTheReferenceDoesBitForBit() {
        run(20_261_129, RUNS);
    }

    @Test
    @Tag("slow")
    void shouldComputeWhatTheReferenceDoesOverTenThousandPrograms() {
        run(new SplittableRandom().nextLong(), SLOW_RUNS);
    }

    @Test
    void shouldGivePercentilesWithinOnePercent() throws SyntaxException {
        final SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < RUNS; i++) {
            final String percent = String.valueOf(random.nextInt(1001) / 10.0);
            final String function = random.nextBoolean() ? "window 60s late 20s" : "over 40s";
            final Pipeline pipeline =
                    Program.parse(function + " (p" + percent + ")", ".").pipeline();
            final List<Step> stream = RandomStream.of(random.nextLong(), 300);
            final List<Step> expected = new ReferenceStream(false).apply(pipeline, stream);
            final List<Step> results = compiled(pipeline, Ending.BY_VALUE, stream, new long[1]);

            assertThat(results)
                    .extracting(Step::timeNs)
                    .isEqualTo(expected.stream().map(Step::timeNs).toList());
            for (int j = 0; j < results.size(); j++) {
                final double exact = expected.get(j).value();
                final double value = results.get(j).value();
                assertThat(value == exact || Math.abs(value - exact) <= 0.0100001 * Math.abs(exact))
                        .as("%s: %s for %s", pipeline, value, exact)
                        .isTrue();
            }
        }
    }

    private static void run(final long seed, final int runs) {
        final RandomPrograms programs = new RandomPrograms(seed);
        final SplittableRandom random = new SplittableRandom(seed);
        int results = 0;
        for (int i = 0; i < runs; i++) {
            final Pipeline pipeline = exact(programs);
            final List<Step> stream = RandomStream.of(random.nextLong(), 200);
            for (final Ending ending : Ending.values()) {
                results += compare(pipeline, ending, stream, seed);
            }
        }
        assertThat(results).isGreaterThan(runs);
    }

    private static int compare(final Pipeline pipeline, final Ending ending, final List<Step> stream, final long seed) {
        final ReferenceStream reference = new ReferenceStream(ending == Ending.BY_CLOCK);
        final List<Step> expected = reference.apply(pipeline, stream);
        final long[] late = new long[1];
        final List<Step> results;
        try {
            results = compiled(pipeline, ending, stream, late);
        } catch (final IllegalArgumentException tooManyOpen) {
            assertThat(ending).isEqualTo(Ending.BY_CLOCK);
            return 0;
        }
        assertThat(results)
                .as("%s %s, seed %d, over %s", pipeline, ending, seed, stream)
                .isEqualTo(expected);
        assertThat(late[0]).as("late: %s %s, seed %d", pipeline, ending, seed).isEqualTo(reference.late);
        return results.size();
    }

    /** Percentiles are not exact. */
    static Pipeline exact(final RandomPrograms programs) {
        Pipeline pipeline = programs.pipeline();
        while (pipeline.funcs().stream().anyMatch(TimePropertyTest::hasPercentile)) {
            pipeline = programs.pipeline();
        }
        return pipeline;
    }

    private static boolean hasPercentile(final Func func) {
        final List<Func.Inner> body = func instanceof final Func.TimeWindow time
                ? time.body()
                : func instanceof final Func.Over over
                        ? over.body()
                        : func instanceof final Func.Window window ? window.body() : List.of();
        return body.stream().anyMatch(Aggregate.Percentile.class::isInstance);
    }

    /** The state is copied now and then, as a snapshot would be. */
    private static List<Step> compiled(
            final Pipeline pipeline, final Ending ending, final List<Step> stream, final long[] late) {
        final CompiledPipeline compiled = PipelineCompiler.compile(pipeline, ending);
        PipelineState state = compiled.newState();
        final List<Step> results = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            final Step step = stream.get(i);
            if (step.isTick()) {
                compiled.clock(step.timeNs());
                while (compiled.dueNs(state) <= step.timeNs() && compiled.close(state)) {
                    results.add(Step.value(compiled.result(), compiled.resultTimeNs()));
                }
                assertThat(compiled.dueNs(state)).isGreaterThan(step.timeNs());
            } else if (compiled.accept(state, step.value(), step.timeNs())) {
                results.add(Step.value(compiled.result(), compiled.resultTimeNs()));
            }
            state = i % 17 == 0 ? state.copy() : state;
        }
        late[0] = compiled.late();
        return results;
    }

    @Test
    void shouldMakeStreamsOfAllKinds() {
        final List<Step> stream = RandomStream.of(1, 10_000);
        assertThat(stream).anyMatch(Step::isTick).anyMatch(step -> Double.isNaN(step.value()));
        assertThat(IntStream.range(1, stream.size()))
                .anyMatch(i -> !stream.get(i).isTick()
                        && !stream.get(i - 1).isTick()
                        && stream.get(i).timeNs() < stream.get(i - 1).timeNs());
    }
}
