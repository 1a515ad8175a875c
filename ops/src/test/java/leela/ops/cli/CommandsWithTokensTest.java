package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the machine of an engine that asks for tokens, without one. */
final class CommandsWithTokensTest {

    @TempDir
    private static Path folder;

    private static RunningService running;
    private static String file;

    @BeforeAll
    static void launch() throws IOException {
        final Path tokens = folder.resolve("tokens");
        final String http = "http.token_file = '" + tokens + "'\n";
        Files.writeString(
                tokens, TokenFile.text(List.of(AccessToken.of("grafana", EnumSet.of(Right.READ), "somebody's"))));
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r-----"));
        running = RunningService.in(folder, http);
        file = Files.writeString(folder.resolve("client.toml"), "leela.data_dir = 'data'\n" + http)
                .toString();
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void shouldTestAnEngineThatAsksForATokenAsAnyOther() {
        final Invocation selftest = Invocation.of("selftest", "-c", file);

        assertThat(selftest.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("pass  "));
        assertThat(selftest.status()).isEqualTo(ExitStatus.GOOD);
    }

    @Test
    void shouldReadAndDeleteForTheUserOfTheEngine() throws IOException {
        running.sendUdp("gauge 5|a.key 1 1365500000.0;");
        RunningService.await(
                "the point",
                () -> Invocation.of("history", "a.key", "--start", "1365499999", "--finish", "1365500001", "-c", file)
                        .out()
                        .contains("1.0"));

        final Invocation deleted = Invocation.of("delete", "--glob", "a.key", "--yes", "-c", file);
        assertThat(deleted.err()).isEmpty();
        assertThat(deleted.status()).isEqualTo(ExitStatus.GOOD);
    }
}
