package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.running.QueryDriver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any bytes are a program or a {@link SyntaxException}, and a program is what its strict form says, and runs. */
class ProgramFuzzTest {

    private static final int ROUNDS = 5_000;
    private static final int SLOW_ROUNDS = 2_000_000;
    private static final double[] VALUES = {1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 2.5, 1e308, -3};
    private static final String[] PIECES = {
        "proc match 1|. ",
        "proc",
        "match",
        "1|",
        ".",
        " ",
        "id",
        "abs",
        "|",
        "(",
        ")",
        "[",
        "]",
        ">",
        "<",
        "=",
        "/",
        "+",
        "-",
        "*",
        "1",
        "0.5",
        "1e5",
        "nan",
        "inf",
        "window",
        "window 3 (",
        "sma",
        "ewma",
        "sample",
        "1/2",
        "median",
        ";",
        "\n",
        "SELECT ",
        " FROM ",
        "\\",
        "é",
        "\0"
    };

    @Test
    void shouldReadOrRefusePiecesInAnyOrder() {
        readPieces(ROUNDS);
    }

    @Test
    void shouldReadOrRefuseDamagedPrograms() {
        readDamaged(ROUNDS);
    }

    @Test
    @Tag("slow")
    void shouldReadOrRefuseMillions() {
        readPieces(SLOW_ROUNDS);
        readDamaged(SLOW_ROUNDS);
    }

    @Test
    void shouldRefuseAProgramThatIsCutAtAnyByte() throws SyntaxException {
        final byte[] whole =
                QueryDriver.bytes("proc match 4|^web window 60 (mean | (- 1)) | [>= 90.5] | sample 1/2 | ewma 0.5;");
        assertThat(Program.parse(whole)).isNotNull();
        for (int length = 0; length < whole.length; length++) {
            assertThat(isProgram(Arrays.copyOf(whole, length)))
                    .as("cut at %d", length)
                    .isFalse();
        }
    }

    private static void readPieces(final int rounds) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rounds; i++) {
            final StringBuilder text = new StringBuilder(random.nextBoolean() ? PIECES[0] : "");
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            assertReads(text.toString().getBytes(StandardCharsets.UTF_8), seed);
        }
    }

    private static void readDamaged(final int rounds) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPipelines pipelines = new RandomPipelines(seed);
        for (int i = 0; i < rounds; i++) {
            final byte[] bytes = new Program(pipelines.regex(), pipelines.pipeline()).toBytes();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            assertReads(bytes, seed);
        }
    }

    private static void assertReads(final byte[] bytes, final long seed) {
        try {
            read(bytes);
        } catch (final RuntimeException | AssertionError escaped) {
            throw new AssertionError("seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8), escaped);
        }
    }

    private static void read(final byte[] bytes) {
        try {
            final Program program = Program.parse(bytes);
            assertThat(Program.parse(program.toBytes())).isEqualTo(program);
            final CompiledPipeline pipeline = PipelineCompiler.compile(program.pipeline());
            final PipelineState state = pipeline.newState();
            for (final double value : VALUES) {
                pipeline.accept(state, value);
            }
        } catch (final SyntaxException refused) {
            assertThat(refused.column()).isBetween(1, bytes.length + 1);
            assertThat(refused.getMessage()).startsWith("column ").doesNotContain("\n");
        }
        try {
            assertThat(Program.parseSelect(new String(bytes, StandardCharsets.UTF_8)))
                    .isNotNull();
        } catch (final SyntaxException refused) {
            assertThat(refused.getMessage()).startsWith("column ");
        }
    }

    private static boolean isProgram(final byte[] bytes) {
        try {
            return Program.parse(bytes) != null;
        } catch (final SyntaxException refused) {
            return false;
        }
    }
}
