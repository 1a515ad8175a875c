package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person at the engine's machine may still do on the night that its certificate expires. */
final class ExpiredCertificateTest {

    @TempDir
    private static Path folder;

    private static RunningService running;
    private static String client;

    @BeforeAll
    static void launch() throws IOException {
        for (final String name : new String[] {"expired.pem", "expired.key"}) {
            try (InputStream from = ExpiredCertificateTest.class.getResourceAsStream("/tls/" + name)) {
                Files.copy(from, folder.resolve(name));
            }
        }
        Files.setPosixFilePermissions(folder.resolve("expired.key"), PosixFilePermissions.fromString("rw-------"));
        final String tls = "http.tls_certificate = 'FOLDER/expired.pem'\nhttp.tls_key = 'FOLDER/expired.key'\n"
                .replace("FOLDER", folder.toString());
        running = RunningService.in(folder, tls);
        client = Files.writeString(folder.resolve("client.toml"), "leela.data_dir = 'data'\n" + tls)
                .toString();
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void shouldAnswerItsOwnCommandsAndWarn() {
        final Invocation deleted = Invocation.of("delete", "--glob", "nothing.*", "--yes", "-c", client);
        assertThat(deleted.out()).isEqualTo("0 keys deleted\n");
        assertThat(deleted.status()).isEqualTo(ExitStatus.GOOD);
        assertThat(deleted.err())
                .isEqualTo("leela: warning: http.tls_certificate: " + folder.resolve("expired.pem")
                        + " has expired at 2012-12-31T00:00:00Z, and others refuse the engine; put a renewed one there,"
                        + " no restart is needed\n");
        final Invocation selftest = Invocation.of("selftest", "-c", client);
        assertThat(selftest.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("pass  "));
        assertThat(selftest.err()).contains("has expired");
    }
}
