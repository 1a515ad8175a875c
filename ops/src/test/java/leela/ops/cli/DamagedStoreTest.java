package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.transport.unix.DatabusClient;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.EngineProcess;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that the disk has damaged: the engine says so at every door, what is damaged, and what to do. */
@Tag("once")
class DamagedStoreTest {

    private static final long NOW = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND;

    @TempDir
    private Path folder;

    private int copies;

    @Test
    void shouldSayAtEveryDoorWhatIsDamagedAndWhatToDo() throws Exception {
        final String file = folder.resolve("leela.toml").toString();
        final Path table;
        try (EngineProcess engine = new EngineProcess(folder, "")) {
            send();
            RunningService.await("a file of the store", () -> backup(file).err().isEmpty() && !tables().isEmpty());
            table = tables().get(0);
            final String damaged = table.getFileName().toString();
            damage(table);
            // after some more files RocksDB merges them
            RunningService.await("the damage to be told", () -> {
                send();
                return backup(file).err().contains("the store is damaged since ");
            });

            assertThat(selftest(file).lines().filter(line -> line.startsWith("fail  storage ")))
                    .singleElement()
                    .asString()
                    .contains("damaged since ", damaged, "leela repair", "move " + store() + " aside", "leela restore");
            assertThat(backup(file))
                    .satisfies(backup -> assertThat(backup.status()).isEqualTo(ExitStatus.FAILED))
                    .satisfies(backup -> assertThat(backup.err())
                            .startsWith("leela: There is no backup: the store is damaged since ")
                            .contains(damaged)
                            .hasLineCount(1));
            // what came before may all have been written
            final String before = received(file);
            send();
            RunningService.await("the engine to have it", () -> !received(file).equals(before));
            assertThat(engine.terminate()).isEqualTo(ExitStatus.FAILED);
            assertThat(told())
                    .singleElement()
                    .asString()
                    .startsWith("leela: the engine has ended; not all of its history is with the store")
                    .contains(damaged);
        }

        Files.delete(table);
        final Process refused = Launcher.leela(folder, "run", "-c", file)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("leela: ")))
                .singleElement()
                .asString()
                .startsWith("leela: The store in " + store() + " cannot be opened. RocksDB says: ")
                .contains("move " + store() + " aside")
                .doesNotContain("MANIFEST");
        assertThat(refused.waitFor()).isEqualTo(ExitStatus.FAILED);

        final Invocation check = Invocation.of("repair", "--check", "-c", file);
        assertThat(check.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(check.out()).contains("damaged: " + table.getFileName(), "it is missing");
        final Invocation repair = Invocation.of("repair", "-c", file);
        assertThat(repair.err()).isEmpty();
        assertThat(repair.out()).contains("set aside: " + store() + "-damaged-", "kept: ");
        try (EngineProcess again = new EngineProcess(folder, "")) {
            assertThat(again.terminate()).isZero();
        }
    }

    private void send() {
        try (DatabusClient databus = new DatabusClient(folder.resolve("leela-data/run/timeline-databus"))) {
            databus.send(("gauge 1|a 1 " + (NOW - 1000 + copies) + ".0;").getBytes(StandardCharsets.US_ASCII));
        } catch (final IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Brings what was sent to a file of the store, too. */
    private Invocation backup(final String file) {
        copies++;
        return Invocation.of("backup", folder.resolve("copy" + copies).toString(), "-c", file);
    }

    private static String received(final String file) {
        return Invocation.of("stat", "--once", "--all", "-c", file)
                .out()
                .lines()
                .filter(line -> line.startsWith("metrics.received{source=databus}"))
                .map(line -> line.split("\\s+")[1])
                .findFirst()
                .orElse("0");
    }

    private static String selftest(final String file) {
        return Invocation.of("selftest", "-c", file).out();
    }

    private Path store() {
        return folder.resolve("leela-data/store");
    }

    private List<Path> tables() {
        try (Stream<Path> files = Files.list(store())) {
            return files.filter(one -> one.toString().endsWith(".sst")).sorted().toList();
        } catch (final IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private List<String> told() throws IOException {
        final List<String> log = Files.readAllLines(folder.resolve("leela.log"));
        assertThat(log).noneMatch(line -> line.startsWith("\tat "));
        return log.stream().filter(line -> line.startsWith("leela: ")).toList();
    }

    private static void damage(final Path table) throws IOException {
        try (FileChannel channel = FileChannel.open(table, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 10);
        }
    }
}
