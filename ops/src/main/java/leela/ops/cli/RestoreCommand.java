package leela.ops.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code leela restore}: puts a backup into the place of a history that is not there. */
@Command(
        name = "restore",
        description = "Put a backup into a data folder that has no history; no engine may be running on it.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela restore /var/backups/leela/2026-11-29"})
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "DIR", description = "What leela backup made.")
    private Path directory;

    @Override
    public Integer call() throws IOException {
        Restore.into(config.config().leela(), directory);
        return ExitStatus.GOOD;
    }
}
