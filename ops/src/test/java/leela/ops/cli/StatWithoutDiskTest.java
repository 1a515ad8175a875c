package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.ops.cli.option.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails under an engine that lives. */
final class StatWithoutDiskTest {

    @TempDir
    private Path folder;

    @Test
    void shouldSayWhomToAskWhereTheCountersCannotBeRead() throws IOException {
        final Path data = Files.createDirectory(folder.resolve("data"));
        // what is no file cannot be read, whoever asks
        Files.createDirectory(data.resolve("counters"));
        final Path file = Files.writeString(folder.resolve("leela.toml"), "leela.data_dir = '" + data + "'\n");

        final Invocation stat = Invocation.of("stat", "-c", file.toString());

        assertThat(stat.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(stat.err())
                .contains("counters: cannot be read: ")
                .endsWith("; leela status asks the engine itself, and so does /metrics over HTTP\n");
    }
}
