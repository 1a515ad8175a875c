package leela.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tests of perf/bench, which are Python's. */
@Tag("once")
final class ScriptsTest {

    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @Test
    void shouldPassTheTestsOfTheScripts() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON);
        final Process tests = new ProcessBuilder(
                        PYTHON.toString(), "-B", "-m", "unittest", "discover", "-t", ".", "-s", "tests")
                .directory(Path.of("leela_perf").toFile())
                .redirectErrorStream(true)
                .start();
        final String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(output).isZero();
    }
}
