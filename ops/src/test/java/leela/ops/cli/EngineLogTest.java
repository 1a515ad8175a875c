package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine leaves behind: lines of its starts and ends, its last figures, files that others may not read. */
class EngineLogTest {

    @TempDir
    private Path folder;

    @Test
    void shouldTellHowEachRunBeganAndEnded() throws Exception {
        try (EngineProcess first = new EngineProcess(folder, "")) {
            first.sendUdp("gauge 1|a 1 1365500000;");
            RunningService.await("the point", () -> stat().contains("emitted 1"));
            assertThat(open()).isEmpty();
            first.kill();
        }
        try (EngineProcess second = new EngineProcess(folder, "")) {
            second.sendUdp("gauge 1|a 2 1365500001;");
            RunningService.await("the point", () -> stat().contains("emitted 1 + recovered 1"));
            assertThat(second.terminate()).isZero();
        }
        assertThat(stat())
                .contains(
                        "not running any more", "emitted 1 + recovered 1 = stored 2 + in the journal 0 + discarded 0");
        try (EngineProcess third = new EngineProcess(folder, "")) {
            assertThat(third.terminate()).isZero();
        }

        assertThat(log("engine_started"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("earlier_end=none recovered=0 last=unknown down_seconds=unknown"),
                        line -> assertThat(line)
                                .containsPattern("earlier_end=killed recovered=1 last=2\\S+Z down_seconds=\\d+"),
                        line -> assertThat(line).contains("earlier_end=orderly recovered=0"))
                .allMatch(line -> line.matches(".* event=engine_started version=\\S+ pid=\\d+ config=\""
                        + folder.resolve("leela.toml") + "\" listeners=\\d+ .*"));
        assertThat(log("engine_stopping")).hasSize(2).allMatch(line -> line.endsWith(" reason=\"SIGTERM\""));
        assertThat(log("engine_stopped")).hasSize(2).allMatch(line -> line.matches(".* seconds=[0-9.]+ in_journal=0"));
    }

    /** What every user may open. */
    private List<String> open() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("leela-data"))) {
            return files.filter(file -> !mode(file).endsWith("---"))
                    .map(file -> file + " " + mode(file))
                    .toList();
        }
    }

    private static String mode(final Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (final IOException gone) {
            return "---";
        }
    }

    private String stat() {
        return Invocation.of(
                        "stat",
                        "--once",
                        "--all",
                        "-c",
                        folder.resolve("leela.toml").toString())
                .out();
    }

    private List<String> log(final String event) throws IOException {
        return Files.readAllLines(folder.resolve("leela.log")).stream()
                .filter(line -> line.contains("event=" + event + " "))
                .toList();
    }
}
