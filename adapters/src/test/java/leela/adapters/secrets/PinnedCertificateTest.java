package leela.adapters.secrets;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hold no certificate; real ones meet a real server in the tests of the chat. */
final class PinnedCertificateTest {

    @TempDir
    private Path folder;

    @Test
    void shouldRefuseAFileThatIsMissingOrHoldsNone() throws IOException {
        final Path empty = Files.createFile(folder.resolve("empty.pem"));
        final Path garbage = Files.writeString(
                folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n");

        for (final Path file : new Path[] {empty, garbage}) {
            assertThatThrownBy(() -> PinnedCertificate.trust("xmpp.certificate", file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("xmpp.certificate: " + file + " (expected: certificates in PEM)");
        }
        final Path none = folder.resolve("none.pem");
        assertThatThrownBy(() -> PinnedCertificate.trust("xmpp.certificate", none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("xmpp.certificate: " + none + ": no such file");
    }
}
