package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a build keeps of the classes: commands take it where it is of their JVM and jars, else do without a word. */
@Execution(ExecutionMode.CONCURRENT)
class KeptClassesTest {

    private static final String VERSION = "leela \\d+\\.\\d+\\.\\d+ .*\\R";

    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheClassesThatAreKept() throws Exception {
        assertThat(version(Launcher.jarsIn(Launcher.built()), "-Xlog:class+load")
                        .out())
                .containsPattern("leela\\.ops\\.Main source: shared objects file")
                .containsPattern("leela\\.ops\\.cli\\.LeelaCommand source: shared objects file");
    }

    /** With as many jars as there are, under other names: what is kept is not of these. */
    @ParameterizedTest
    @ValueSource(strings = {"of other jars", "cut short", "of another kind", "nothing"})
    void shouldStartWithoutAWordWhereWhatIsKeptCannotBeTaken(final String what) throws Exception {
        for (final Path file : filesIn(Launcher.built())) {
            final Path copy = folder.resolve(file.getFileName().toString());
            if (file.toString().endsWith(".jsa")) {
                keep(what, file, copy);
            } else {
                Files.createSymbolicLink(copy, file);
            }
        }
        final Invocation version = version(Launcher.jarsIn(folder), "");

        assertThat(version.err()).isEmpty();
        assertThat(version.out()).matches(VERSION);
        assertThat(version.status()).isZero();
    }

    /** JUnit warns of links that lead out of the folder. */
    @AfterEach
    void unlink() throws IOException {
        for (final Path file : filesIn(folder)) {
            Files.delete(file);
        }
    }

    private static void keep(final String what, final Path kept, final Path copy) throws IOException {
        switch (what) {
            case "of other jars" -> Files.copy(kept, copy);
            case "cut short" -> Files.write(copy, new byte[0]);
            case "of another kind" -> Files.writeString(copy, "no classes\n".repeat(100_000));
            default -> assertThat(copy).doesNotExist();
        }
    }

    private Invocation version(final String classPath, final String javaOptions) throws Exception {
        final Path err = folder.resolve("err");
        final ProcessBuilder builder = Launcher.leela(folder, "version").redirectError(err.toFile());
        builder.environment().put("LEELA_CLASSPATH", classPath);
        builder.environment().put("LEELA_JAVA_OPTS", javaOptions);
        final Process process = builder.start();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Invocation(process.waitFor(), out, Files.readString(err));
    }

    private static List<Path> filesIn(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
