package leela.ops.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final Restore.Report done = Restore.into(config.config().leela(), directory);
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "restored: %d files, %,d bytes, of the backup of %s, into %s%n",
                done.files(),
                done.bytes(),
                done.made().truncatedTo(ChronoUnit.SECONDS),
                done.store().toAbsolutePath().normalize());
        out.println("start the engine, then leela keys --count and leela selftest tell whether it is what you expect");
        out.flush();
        return ExitStatus.GOOD;
    }
}
