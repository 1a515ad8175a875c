package leela.adapters.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "r--------"})
    void shouldReadTheFirstLine(final String mode) throws IOException {
        assertThat(PasswordFile.read("xmpp.password_file", file(" s3cret \nmore\n", mode)))
                .isEqualTo(" s3cret ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw--w----", "rw-----w-"})
    void shouldRefuseAFileThatIsOpenToOthers(final String mode) throws IOException {
        final Path file = file("s3cret\n", mode);

        assertThatThrownBy(() -> PasswordFile.read("xmpp.password_file", file))
                .hasMessage("xmpp.password_file: " + file + " is open to others (expected: mode 0600 or 0640)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ns3cret\n"})
    void shouldRefuseAFileWithoutAPassword(final String content) throws IOException {
        final Path file = file(content, "rw-------");

        assertThatThrownBy(() -> PasswordFile.read("xmpp.password_file", file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("xmpp.password_file: " + file + " has no password in its first line");
    }

    @Test
    void shouldSayWhichFileIsMissing() {
        assertThatThrownBy(() -> PasswordFile.read("xmpp.password_file", folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("xmpp.password_file: " + folder.resolve("none") + " cannot be read (no such file)");
    }

    private Path file(final String content, final String mode) throws IOException {
        final Path file = Files.writeString(folder.resolve("password"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }
}
