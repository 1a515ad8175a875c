package leela.ops.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.io.http.status.Readiness;
import leela.ops.admin.BackupControl;
import leela.ops.admin.PartsControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela backup}: a copy of the running engine's history, with everything that had been journalled when it was
 * asked for.
 */
@Command(
        name = "backup",
        description = {
            "Copy the history of the running engine into a new folder.",
            "Each file of the copy is read and compared with its checksums; the exit status is 1 if one is damaged."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela backup /var/backups/leela/2026-11-29", "  leela backup -c leela.toml copy"})
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(
            paramLabel = "DIR",
            description = "The folder to make; on the data folder's file system a backup takes next to no room.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PartsControl.ask(config.config().leela()).stream()
                // of a damaged store there is no backup at once
                .filter(part -> part.name().equals("storage")
                        && !part.isReady()
                        && !part.state().startsWith("damaged"))
                .forEach(this::tell);
        BackupControl.ask(config.config().leela(), directory);
        spec.commandLine()
                .getOut()
                .println("backup: " + directory.toAbsolutePath().normalize());
        spec.commandLine().getOut().flush();
        return ExitStatus.GOOD;
    }

    private void tell(final Readiness.Part storage) {
        spec.commandLine()
                .getErr()
                .println("leela: storage is not ready (" + PrintableText.of(storage.state())
                        + "); the backup waits up to 120 s until it has taken what is in memory");
        spec.commandLine().getErr().flush();
    }
}
