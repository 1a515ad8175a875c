package leela.ops.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which configuration is read, and which is not. */
final class ConfigOptionTest {

    @TempDir
    private Path folder;

    @Test
    void shouldSayThatAFileOfTheFolderIsNotRead() throws IOException {
        final ConfigOption none = ConfigOption.of(null);
        assertThat(none.unreadIn(folder)).isEmpty();
        final Path file = Files.createFile(folder.resolve("leela.toml"));
        assertThat(none.unreadIn(folder)).contains("leela.toml is here and not read; -c leela.toml reads it");
        assertThat(ConfigOption.of(file).unreadIn(folder)).isEmpty();
    }
}
