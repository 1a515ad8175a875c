package leela.io.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of what people are to be told, cut and damaged. */
final class OutboxFileTest {

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void begin() {
        path = folder.resolve("outbox");
    }

    @Test
    void shouldGiveBackWhatWasAppended() throws IOException {
        write("one", "", "three");

        assertThat(read()).containsExactly("one", "", "three");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void shouldKeepWholeRecordsAndGoOnBehindThemWhereverTheFileIsCut() throws IOException {
        write("one", "two");
        final byte[] whole = Files.readAllBytes(path);
        final int first = 8 + 8 + 3;
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            Files.deleteIfExists(folder.resolve("outbox.damaged"));
            append("new");
            assertThat(Files.exists(folder.resolve("outbox.damaged"))).isEqualTo(length < 8);
            assertThat(read()).isEqualTo(length < first ? List.of("new") : List.of("one", "new"));
        }
    }

    @Test
    void shouldKeepACopyOfWhatIsDamaged() throws IOException {
        write("one", "two", "three");
        final byte[] bytes = Files.readAllBytes(path);
        bytes[8 + 8 + 3 + 8] ^= 1;
        Files.write(path, bytes);

        assertThat(read()).containsExactly("one");
        assertThat(Files.readAllBytes(folder.resolve("outbox.damaged"))).isEqualTo(bytes);
    }

    @Test
    void shouldPutANewFileInPlaceOfTheOld() throws IOException {
        write("one", "two");
        try (OutboxFile file = new OutboxFile(folder, "outbox")) {
            file.read();
            file.rewrite(List.of(bytes("left")));
            file.append(bytes("next"));
            assertThat(file.size()).isEqualTo(Files.size(path));
        }
        assertThat(read()).containsExactly("left", "next");
    }

    @Test
    void shouldSayThatItCannotBeWritten() throws IOException {
        Files.createDirectory(path);
        try (OutboxFile file = new OutboxFile(folder, "outbox")) {
            assertThatThrownBy(file::read).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> file.append(bytes("one"))).isInstanceOf(IOException.class);
        }
    }

    private void write(final String... records) throws IOException {
        Files.deleteIfExists(path);
        append(records);
    }

    private void append(final String... records) throws IOException {
        try (OutboxFile file = new OutboxFile(folder, "outbox")) {
            file.read();
            for (final String record : records) {
                file.append(bytes(record));
            }
            file.sync();
        }
    }

    private List<String> read() throws IOException {
        try (OutboxFile file = new OutboxFile(folder, "outbox")) {
            return file.read().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
