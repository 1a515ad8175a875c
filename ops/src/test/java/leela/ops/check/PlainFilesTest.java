package leela.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FIFOs in the place of an engine's files are found before anything opens them. */
final class PlainFilesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lock", "alerts", "outbox", "store/000012.sst", "journal/journal-000000000001.seg"})
    void shouldNameAFifo(final String name) throws IOException, InterruptedException {
        final Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThat(PlainFiles.fault(folder))
                .hasValueSatisfying(
                        fault -> assertThat(fault).contains(file + " is no file, but a FIFO, a socket or a device"));
    }

    @Test
    void shouldTakeFilesAndFoldersAndLinksToThem() throws IOException {
        Files.writeString(folder.resolve("alerts"), "");
        final Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("store"), elsewhere);
        Files.writeString(elsewhere.resolve("000012.sst"), "");
        assertThat(PlainFiles.fault(folder)).isEmpty();
    }
}
