package leela.ops.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.adapters.embedded.StoreRepair;
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
        description = {
            "Put a backup into a data folder that has no history; no engine may be running on it.",
            "It tells what is where, and which files are damaged; then the exit status is 1."
        },
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
        out.flush();
        final List<StoreRepair.Damaged> damaged = Restore.damaged(config.config());
        for (final StoreRepair.Damaged one : damaged) {
            out.println("damaged: " + one.file() + ": " + one.reason());
        }
        if (!damaged.isEmpty()) {
            out.println("leela repair keeps what is whole of these; or restore an older backup into another folder");
            out.flush();
            return ExitStatus.FAILED;
        }
        out.println("start the engine, then leela keys --count and leela selftest tell whether it is what you expect");
        out.flush();
        return ExitStatus.GOOD;
    }
}
