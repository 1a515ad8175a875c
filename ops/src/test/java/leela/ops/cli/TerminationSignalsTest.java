package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine that is told to stop in the midst of its start, in a fresh folder. */
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class TerminationSignalsTest {

    @TempDir
    private Path folder;

    /** Each file tells how far the start has come. */
    @ParameterizedTest
    @ValueSource(strings = {"lock", "store", "run/dmproc-proc"})
    void shouldEndInOrderWhenToldToDuringTheStart(final String made) throws Exception {
        final Process engine = start();
        final Path file = folder.resolve("data").resolve(made);
        while (!Files.exists(file)) {
            assertThat(engine.isAlive()).as("before it made %s", made).isTrue();
        }
        engine.destroy();

        assertThat(engine.waitFor()).isZero();
        assertThat(Files.readAllLines(log()).stream().filter(line -> !line.contains(" level=INFO ")))
                .isEmpty();
        assertThat(folder.resolve("data/run")).as("sockets").isEmptyDirectory();
    }

    private Process start() throws IOException {
        final Path file = Files.writeString(folder.resolve("leela.toml"), """
                leela.data_dir = "%s"
                udp.port = 0
                collectd.port = 0
                http.port = 0
                """.formatted(folder.resolve("data")));
        final ProcessBuilder launcher =
                Launcher.leela(folder, "run", "-c", file.toString()).redirectError(log().toFile());
        launcher.environment().put("LEELA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        return launcher.start();
    }

    private Path log() {
        return folder.resolve("leela.log");
    }
}
