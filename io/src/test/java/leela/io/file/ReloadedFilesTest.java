package leela.io.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in force when files change, whatever is in them. */
final class ReloadedFilesTest {

    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private Path folder;

    private final AtomicInteger refused = new AtomicInteger();
    private Path one;
    private Path other;

    @BeforeEach
    void write() throws IOException {
        one = Files.writeString(folder.resolve("one"), "a b");
        other = Files.writeString(folder.resolve("other"), "");
    }

    @Test
    void shouldKeepTheFormerWhenAFileIsEmptyThatWasNot() throws IOException {
        final ReloadedFiles<String> files =
                new ReloadedFiles<>("test", List.of(one, other), this::read, refused::incrementAndGet);
        Files.writeString(one, "");

        assertThat(files.current(SECOND_NS)).isEqualTo("a b");
        assertThat(files.refusal()).isEqualTo(one + ": it is empty now");
        assertThat(refused).hasValue(1);
        Files.writeString(one, "c");
        assertThat(files.current(2 * SECOND_NS)).isEqualTo("c");
        assertThat(files.refusal()).isEmpty();
    }

    @Test
    void shouldKeepTheFormerWhenNoEntryIsLeftOfThem() throws IOException {
        final ReloadedFiles<String> files = new ReloadedFiles<>(
                "test",
                List.of(one, other),
                this::read,
                refused::incrementAndGet,
                text -> text.replace("#", "").length());
        Files.writeString(one, "####");

        assertThat(files.current(SECOND_NS)).isEqualTo("a b");
        assertThat(files.refusal()).isEqualTo(one + ": nothing in it can be used any more");
        assertThat(refused).hasValue(1);
    }

    private String read(final List<Path> paths) throws IOException {
        return Files.readString(paths.get(0)) + Files.readString(paths.get(1));
    }
}
