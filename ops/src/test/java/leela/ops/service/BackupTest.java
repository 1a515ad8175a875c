package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import leela.adapters.embedded.StoreRepair;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.journal.JournalCounter;
import leela.ops.admin.BackupControl;
import leela.ops.admin.ControlException;
import leela.ops.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a running engine holds what had been journalled, and another data folder can be started from it. */
class BackupTest {

    private static final long NOW = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND;

    @TempDir
    private Path folder;

    @Test
    void shouldStartAnotherEngineFromABackup() throws IOException {
        final Path backup = folder.resolve("backup");
        try (RunningService running = RunningService.in(folder.resolve("first"), "")) {
            running.sendDatabus("gauge 3|one 1 " + NOW + "; gauge 3|one 2 " + (NOW + 1) + ";");
            RunningService.await("the points", () -> running.read(JournalCounter.APPENDED) == 2);
            BackupControl.ask(running.config().leela(), backup);
            running.sendDatabus("gauge 5|later 9 " + NOW + ";");
            RunningService.await("the later point", () -> running.read(JournalCounter.APPENDED) == 3);
        }

        final Restore.Report done =
                Restore.into(RunningService.config(folder.resolve("second"), "").leela(), backup);
        assertThat(done.files()).isEqualTo(backup.toFile().list().length);
        assertThat(done.bytes()).isPositive();

        try (RunningService restored = RunningService.in(folder.resolve("second"), "")) {
            assertThat(restored.service().earlierEnd()).isEqualTo("none");
            assertThat(points(restored, "one")).containsExactly(1.0, 2.0);
            assertThat(restored.service()
                            .history()
                            .keys(KeyFilter.ALL, new byte[0], 10)
                            .keys())
                    .extracting(String::new)
                    .containsExactly("one");
            restored.sendDatabus("gauge 3|one 3 " + (NOW + 2) + ";");
            RunningService.await(
                    "new points beside the old", () -> points(restored, "one").equals(List.of(1.0, 2.0, 3.0)));
        }
    }

    @Test
    void shouldSayWhatIsDamagedOfABackupWhenItIsMadeAndWhenItIsRestored() throws IOException {
        final Path first = folder.resolve("first");
        final Path backup = folder.resolve("backup");
        final Path damaged = folder.resolve("damaged");
        try (RunningService running = RunningService.in(first, "")) {
            running.sendDatabus("gauge 3|one 1 " + NOW + ";");
            RunningService.await("the point", () -> running.read(JournalCounter.APPENDED) == 1);
            BackupControl.ask(running.config().leela(), backup);
            final Path hit = tables(backup).get(0);
            Files.write(hit, new byte[] {1, 2, 3, 4}, StandardOpenOption.WRITE);
            // by links: the store's file is the same
            assertThatThrownBy(() -> BackupControl.ask(running.config().leela(), damaged))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining(hit.getFileName() + ": ");
            assertThat(damaged).isDirectory();
        }

        final Config second = RunningService.config(folder.resolve("second"), "");
        Restore.into(second.leela(), damaged);

        assertThat(Restore.damaged(second))
                .extracting(StoreRepair.Damaged::file)
                .containsExactly(tables(backup).get(0).getFileName().toString());
    }

    private static List<Path> tables(final Path backup) throws IOException {
        try (Stream<Path> files = Files.list(backup)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldSayWhyThereIsNoBackup() throws IOException {
        final Path there = Files.createDirectory(folder.resolve("there"));
        try (CapturedLog log = new CapturedLog();
                RunningService running = RunningService.in(folder.resolve("first"), "")) {
            assertThatThrownBy(() -> BackupControl.ask(running.config().leela(), there))
                    .isInstanceOf(ControlException.class)
                    .hasMessage("The backup to " + there + " failed: it is there already; name a folder that is not.");
            RunningService.await(
                    "its line", () -> !log.lines("event=control_command").isEmpty());
            assertThat(log.lines("event=control_command"))
                    .singleElement()
                    .asString()
                    .contains("command=backup", "failed=true reason=\"The backup to " + there + " failed: ");
        }
        try (RunningService running = RunningService.in(folder.resolve("none"), "storage.backend = \"none\"\n")) {
            assertThatThrownBy(() -> BackupControl.ask(running.config().leela(), folder.resolve("new")))
                    .isInstanceOf(ControlException.class)
                    .hasMessage("storage.backend is none: there is nothing to back up.");
        }
    }

    @Test
    void shouldRefuseToRestoreOverAHistory() throws IOException {
        final Path backup = folder.resolve("backup");
        try (RunningService running = RunningService.in(folder.resolve("first"), "")) {
            BackupControl.ask(running.config().leela(), backup);
            assertThatThrownBy(() -> Restore.into(running.config().leela(), backup))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("another instance is using");
        }
        final var config = RunningService.config(folder.resolve("first"), "").leela();
        assertThatThrownBy(() -> Restore.into(config, backup))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> Restore.into(config, folder))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no backup");
    }

    private static List<Double> points(final RunningService running, final String key) {
        final long[] times = new long[100];
        final double[] values = new double[100];
        try (History.Points points =
                running.service().history().points(key.getBytes(StandardCharsets.UTF_8), 0, Long.MAX_VALUE)) {
            final int count = points.read(times, values);
            return Arrays.stream(values, 0, count).boxed().toList();
        }
    }
}
