package leela.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import leela.engine.runtime.SystemClock;
import leela.ops.client.Failure;
import leela.ops.service.BackupRequests;
import leela.ops.service.CountersFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela backup}: a copy of the running engine's history, with everything that had been journalled when it was
 * asked for.
 */
@Command(name = "backup", description = "Copy the history of the running engine into a new folder.")
final class BackupCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Mixin
    private ConfigOption config;

    @Parameters(
            paramLabel = "DIR",
            description = "The folder to make; on the data folder's file system a backup takes next to no room.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final Path dataDir = config.config().leela().dataDir();
        final Path counters = CountersFile.in(dataDir);
        if (!Files.exists(counters)
                || ProcessHandle.of(CountersFile.open(counters).pid()).isEmpty()) {
            throw new Failure("no engine is running on " + dataDir.toAbsolutePath());
        }
        final Optional<String> failure = BackupRequests.ask(dataDir, directory, new SystemClock(), PATIENCE);
        if (failure.isPresent()) {
            throw new Failure(failure.get());
        }
        spec.commandLine()
                .getOut()
                .println("backup: " + directory.toAbsolutePath().normalize());
        spec.commandLine().getOut().flush();
        return ExitStatus.GOOD;
    }
}
