package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine that was killed leaves its files; no command may take them for a running one. The commands are called from
 * another folder than the engine, and find it by its configuration file.
 */
@Tag("once")
class CommandsAfterKillTest {

    private static final int POINTS = 20_000;

    @TempDir
    private Path folder;

    @Test
    void shouldSayThatNoEngineIsRunningWhenItWasKilled() throws IOException {
        final String file = folder.resolve("leela.toml").toString();
        try (EngineProcess engine = new EngineProcess(folder, "")) {
            assertThat(Invocation.of("queries", "-c", file).status())
                    .as("while it runs")
                    .isZero();
            engine.kill();
        }
        assertThat(folder.resolve("leela-data/run/control"))
                .as("what it leaves")
                .exists();

        final String answer = "no engine is running on " + folder.resolve("leela-data") + ": nobody listens at "
                + folder.resolve("leela-data/run/control") + ", which an engine that was killed has left";
        assertThat(Invocation.of("queries", "-c", file))
                .isEqualTo(new Invocation(ExitStatus.FAILED, "", "leela: " + answer + "\n"));
        assertThat(Invocation.of("backup", folder.resolve("copy").toString(), "-c", file))
                .isEqualTo(new Invocation(ExitStatus.FAILED, "", "leela: " + answer + "\n"));
        assertThat(Invocation.of("explain", "gauge 1|a 1 1;", "-c", file).out())
                .contains("queries   not known: " + answer);
        try (EngineProcess again = new EngineProcess(folder, "")) {
            assertThat(Invocation.of("queries", "-c", file).status())
                    .as("once one runs again")
                    .isZero();
            again.kill();
        }
    }

    @Test
    void shouldSayOfAQueryThatItsEngineIsGone() throws Exception {
        final String file = folder.resolve("leela.toml").toString();
        try (EngineProcess engine = new EngineProcess(folder, "")) {
            final CompletableFuture<Invocation> query =
                    CompletableFuture.supplyAsync(() -> Invocation.of("query", "SELECT id FROM ^a;", "-c", file));
            RunningService.await(
                    "the query",
                    () -> Invocation.of("queries", "-c", file).out().contains("^a"));
            engine.kill();
            // the dying process may still take the question, and reset the connection
            assertThat(query.get(30, TimeUnit.SECONDS).err()).contains("leela: the engine is gone: ");
        }
    }

    @Test
    void shouldReadAllOfHistoryAsSoonAsTheNextOneIsReady() throws IOException {
        final String[] history = {
            "history",
            "k",
            "--csv",
            "--last",
            "6h",
            "-c",
            folder.resolve("leela.toml").toString()
        };
        try (EngineProcess engine = new EngineProcess(folder, "")) {
            final long nowSeconds = System.currentTimeMillis() / 1000;
            for (int first = 0; first < POINTS; first += 100) {
                final StringBuilder datagram = new StringBuilder();
                for (int i = first; i < first + 100; i++) {
                    datagram.append("gauge 1|k ")
                            .append(i)
                            .append(' ')
                            .append(nowSeconds - i)
                            .append(";");
                }
                engine.sendUdp(datagram.toString());
            }
            int looks = 0;
            while (lines(Invocation.of(history)) <= POINTS && looks < 200) {
                looks++;
            }
            engine.kill();
        }
        try (EngineProcess again = new EngineProcess(folder, "")) {
            final Invocation first = Invocation.of(history);
            assertThat(first.err()).isEmpty();
            assertThat(lines(first)).isEqualTo(POINTS + 1);
            again.kill();
        }
    }

    private static long lines(final Invocation history) {
        return history.out().lines().count();
    }
}
