package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import leela.io.socket.DescriptorLimit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start says in one line, and goes on. */
@Tag("once")
final class StartWarningsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldSayThatEveryUserMayLookIntoAFolderThatWasThereBefore() throws IOException {
        final Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (CapturedLog log = new CapturedLog();
                RunningService running = RunningService.in(folder, "")) {
            final String line = "event=data_readable folder=" + data.toAbsolutePath() + " ";
            RunningService.await("the warning", () -> !log.lines(line).isEmpty());

            assertThat(log.lines(line)).hasSize(1);
            assertThat(running.service().listeners()).isNotEmpty();
        }
    }

    @Test
    void shouldSayThatItMayOpenFewerFilesThanItsClientsCouldNeed() {
        try (CapturedLog log = new CapturedLog()) {
            final long many = Long.MAX_VALUE - 11;
            DescriptorLimit.check(0);
            DescriptorLimit.check(many);
            RunningService.await(
                    "the warning", () -> !log.lines("needed=" + many).isEmpty());

            assertThat(log.lines("event=file_limit_low "))
                    .filteredOn(line -> line.contains("needed=" + many))
                    .hasSize(1);
            assertThat(log.lines("needed=0 ")).isEmpty();
        }
    }
}
