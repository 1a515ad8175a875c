package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is restored is what a backup consists of, and nothing that somebody else put beside it. */
final class EmbeddedBackupTest {

    @TempDir
    private Path folder;

    private Path backup;

    @BeforeEach
    void write() throws IOException {
        backup = Files.createDirectory(folder.resolve("backup"));
        Files.writeString(backup.resolve("CURRENT"), "MANIFEST-000004\n");
        Files.writeString(backup.resolve("MANIFEST-000004"), "manifest");
        Files.writeString(backup.resolve("OPTIONS-000007"), "options");
        Files.writeString(backup.resolve("000009.sst"), "rows");
    }

    @Test
    void shouldRestoreThePlainFilesOfABackup() throws IOException {
        assertThat(EmbeddedBackup.fault(backup)).isEmpty();
        EmbeddedBackup.restore(backup, folder.resolve("store"));
        assertThat(folder.resolve("store").resolve("000009.sst")).hasContent("rows");
    }

    @Test
    void shouldRefuseALink() throws IOException {
        final Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(backup.resolve("000777.sst"), secret);
        assertThat(EmbeddedBackup.fault(backup))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .startsWith(backup.resolve("000777.sst").toString())
                        .contains("is no plain file"));
    }

    @Test
    void shouldRefuseAFifoWithoutOpeningIt() throws IOException, InterruptedException {
        final Path pipe = backup.resolve("000999.sst");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(EmbeddedBackup.fault(backup))
                .hasValueSatisfying(fault -> assertThat(fault).contains("is no plain file"));
    }

    @Test
    void shouldRefuseNamesThatNoBackupHas() throws IOException {
        Files.writeString(backup.resolve("authorized_keys"), "key");
        assertThat(EmbeddedBackup.fault(backup))
                .hasValueSatisfying(fault -> assertThat(fault).contains("no file of a backup"));
    }

    @Test
    void shouldRefuseABackupWhoseFirstFileNamesNoneOfItsFiles() throws IOException {
        for (final String named :
                new String[] {"../../../../etc/passwd", "MANIFEST-000005\n", "", "x".repeat(100_000)}) {
            Files.writeString(backup.resolve("CURRENT"), named);
            assertThat(EmbeddedBackup.fault(backup))
                    .as(named)
                    .hasValueSatisfying(fault -> assertThat(fault).contains("names no file of the backup"));
        }
    }
}
