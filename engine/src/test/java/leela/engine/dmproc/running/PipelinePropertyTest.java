package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.language.Pipeline;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.RandomPipelines;
import leela.engine.dmproc.language.SyntaxException;
import org.junit.jupiter.api.Test;

class PipelinePropertyTest {

    private static final int RUNS = 500;

    private final long seed = new SplittableRandom().nextLong();
    private final RandomPipelines random = new RandomPipelines(seed);

    @Test
    void shouldReadWhatItPrints() throws SyntaxException {
        for (int i = 0; i < RUNS; i++) {
            final Program program = new Program(random.regex(), random.pipeline());

            assertThat(Program.parse(program.toBytes()))
                    .as("%s, seed %d", program, seed)
                    .isEqualTo(program);
            assertThat(Program.parse(program.pipeline().toString(), ".").pipeline())
                    .as("seed %d", seed)
                    .isEqualTo(program.pipeline());
        }
    }

    @Test
    void shouldComputeWhatTheReferenceDoesBitForBit() {
        for (int i = 0; i < RUNS; i++) {
            final Pipeline pipeline = random.pipeline();
            final List<Double> values = random.values(100);

            assertThat(compiled(pipeline, values))
                    .as("%s over %s, seed %d", pipeline, values, seed)
                    .isEqualTo(ReferencePipeline.apply(pipeline, values).stream()
                            .map(PipelinePropertyTest::oneNan)
                            .toList());
        }
    }

    /**
     * A state is all there is: two series under one compiled pipeline do not meet, and a copied state goes on as its
     * original does.
     */
    @Test
    void shouldKeepAllThatItRemembersInTheState() {
        for (int i = 0; i < RUNS / 4; i++) {
            final CompiledPipeline pipeline = PipelineCompiler.compile(random.pipeline());
            final PipelineState state = pipeline.newState();
            random.values(20).forEach(value -> pipeline.accept(state, value));
            final PipelineState copy = state.copy();

            for (final double value : random.values(50)) {
                final boolean isOut = pipeline.accept(state, value);
                final double result = pipeline.result();
                assertThat(pipeline.accept(copy, value)).as("seed %d", seed).isEqualTo(isOut);
                assertThat(pipeline.result()).as("seed %d", seed).isEqualTo(Double.valueOf(result));
            }
        }
    }

    private static List<ReferencePipeline.Item> compiled(final Pipeline pipeline, final List<Double> values) {
        final CompiledPipeline compiled = PipelineCompiler.compile(pipeline);
        final PipelineState state = compiled.newState();
        final List<ReferencePipeline.Item> items = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (compiled.accept(state, values.get(i))) {
                items.add(oneNan(new ReferencePipeline.Item(compiled.result(), i)));
            }
        }
        return items;
    }

    private static ReferencePipeline.Item oneNan(final ReferencePipeline.Item item) {
        return Double.isNaN(item.value()) ? new ReferencePipeline.Item(Double.NaN, item.cause()) : item;
    }
}
