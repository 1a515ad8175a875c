package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlainFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = folder.resolve("file");
    }

    @Test
    void shouldReadWhatIsInItAlsoThroughALink() throws IOException {
        Files.writeString(file, "grün\n");
        final Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(PlainFile.text(link, StandardCharsets.UTF_8)).isEqualTo("grün\n");
    }

    @Test
    void shouldTakeAFileOfTheMostBytesAndNoLongerOne() throws IOException {
        Files.writeString(file, "12345");

        assertThat(PlainFile.read(file, 5)).hasSize(5);
        assertThatThrownBy(() -> PlainFile.read(file, 4))
                .hasMessage(file + ": is too long (expected: at most 4 bytes)");
    }

    @Test
    void shouldNotReadADeviceWithoutAnEnd() {
        assertThatThrownBy(() -> PlainFile.read(Path.of("/dev/zero")))
                .hasMessage("/dev/zero: is a FIFO, a socket or a device (expected: a file)");
    }

    @Test
    void shouldNotWaitForAFifo() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> PlainFile.read(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": is a FIFO, a socket or a device (expected: a file)");
    }

    @Test
    void shouldSayWhatElseIsThere() throws IOException {
        Files.write(file, new byte[] {'a', (byte) 0xe9, 'b'});

        assertThatThrownBy(() -> PlainFile.text(file, StandardCharsets.UTF_8)).hasMessage(file + ": is no UTF-8");
        assertThatThrownBy(() -> PlainFile.read(folder)).hasMessage(folder + ": is a folder (expected: a file)");
        assertThatThrownBy(() -> PlainFile.read(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder.resolve("none") + ": no such file");
    }
}
