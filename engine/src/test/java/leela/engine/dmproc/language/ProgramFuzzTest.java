package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.running.QueryDriver;
import leela.engine.runtime.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any bytes are a program or a {@link SyntaxException}, and a program is what its strict form says, and runs. */
class ProgramFuzzTest {

    private static final int ROUNDS = 5_000;
    private static final int SLOW_ROUNDS = 2_000_000;
    private static final double[] VALUES = {1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 2.5, 1e308, -3};
    private static final String STRICT = "proc match 1|. ";
    private static final List<String> PIECES = Stream.of(
                    Stream.of(Func.Plain.values()).map(Func.Plain::toString),
                    Stream.of(Aggregate.Named.values()).map(Aggregate.Named::toString),
                    Stream.of(
                            STRICT,
                            "proc",
                            "match",
                            "1|",
                            "cold",
                            "RECORD ",
                            "SELECT ",
                            " FROM ",
                            " BY $1",
                            " AS $1.x"),
                    Stream.of(
                            "tag:host=~", "a: ^web, b: ^db", "a / b", "^(.*)x", "window", "window 3 (", "window 60s ("),
                    Stream.of("over 5m (", "every", "late 5s", "require 3", "changed", "clamp 0 1", "ahead 4h", "p99"),
                    Stream.of("sma", "ewma", "ewma 0.5", "sample", "1/2", "60s", "1 ", " | ", "(", ")", "[", "]"),
                    Stream.of(">", "<", "=", "/", "+", "-", "*", "0.5", "1e5", "nan", "inf", "and"),
                    Stream.of(".", ",", ":", "$", ";", " ", "\n", "\\", "é", "\0"))
            .flatMap(words -> words)
            .toList();

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
            final StringBuilder text = new StringBuilder(random.nextBoolean() ? STRICT : "SELECT ");
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
                text.append(random.nextBoolean() ? " " : "");
            }
            assertReads(text.toString().getBytes(StandardCharsets.UTF_8), seed);
        }
    }

    private static void readDamaged(final int rounds) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPipelines pipelines = new RandomPipelines(seed);
        final RandomPrograms programs = new RandomPrograms(seed);
        for (int i = 0; i < rounds; i++) {
            final Program program =
                    random.nextBoolean() ? programs.program() : new Program(pipelines.regex(), pipelines.pipeline());
            final byte[] bytes = program.toBytes();
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
            assertRuns(Program.parse(bytes));
        } catch (final SyntaxException refused) {
            assertThat(refused.column()).isBetween(1, bytes.length + 1);
            assertThat(refused.getMessage()).startsWith("column ").doesNotContain("\n");
        }
        try {
            assertRuns(Program.parseSelect(new String(bytes, StandardCharsets.UTF_8)));
        } catch (final SyntaxException refused) {
            assertThat(refused.getMessage()).startsWith("column ").doesNotContain("\n");
        }
    }

    /** That it is what its strict form says, and takes any values. */
    private static void assertRuns(final Program program) {
        final byte[] written = program.toBytes();
        try {
            assertThat(Program.parse(written)).isEqualTo(program);
        } catch (final SyntaxException refused) {
            throw new AssertionError("its own form is none: " + program, refused);
        }
        final CompiledPipeline pipeline = PipelineCompiler.compile(program.pipeline());
        final PipelineState state = pipeline.newState();
        long timeNs = 0;
        for (final double value : VALUES) {
            timeNs += 7 * Clock.NANOS_PER_SECOND;
            pipeline.clock(timeNs);
            pipeline.accept(state, value, timeNs);
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
