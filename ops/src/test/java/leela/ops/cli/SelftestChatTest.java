package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-test of an engine whose chat server is not there. */
final class SelftestChatTest {

    @TempDir
    private Path folder;

    @Test
    void shouldTellThatTheChatIsAway() throws IOException {
        final Path password = Files.writeString(folder.resolve("password"), "leela\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        final String xmpp = "xmpp.enabled = true\nxmpp.port = 1\nxmpp.password_file = \"" + password + "\"\n";
        try (RunningService running = RunningService.in(folder, xmpp)) {
            final Path file = Files.writeString(
                    folder.resolve("leela.toml"),
                    "leela.data_dir = \"" + folder.resolve("data") + "\"\nudp.port = " + running.port("udp")
                            + "\nhttp.port = " + running.port("http") + "\n" + xmpp);
            final Invocation selftest = Invocation.of("selftest", "-c", file.toString());

            assertThat(selftest.status()).isEqualTo(1);
            assertThat(selftest.out().lines().filter(line -> line.contains(" xmpp ")))
                    .singleElement()
                    .asString()
                    .matches("fail  xmpp +not logged in since \\S+: .+");
            assertThat(selftest.out()).contains("pass  directory");
        }
    }
}
