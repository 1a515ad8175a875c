package leela.ops.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import leela.ops.service.CountersFile;
import leela.ops.service.StartException;
import leela.ops.terminal.CountersTable;
import leela.ops.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leela stat}: the counters of the running engine, read from their file without touching the engine. */
@Command(
        name = "stat",
        description = "Show the engine's counters, refreshed every second, and whether the ledger balances.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela stat", "  leela stat --once --all", "  leela stat --json"})
final class StatCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Option(names = "--once", description = "Print once and end; so it is where standard output is no terminal.")
    private boolean isOnce;

    @Option(names = "--json", description = "A JSON object of all counters, once; times are unix seconds.")
    private boolean isJson;

    @Option(names = "--all", description = "Show also what is zero.")
    private boolean showsAll;

    @Spec
    private CommandSpec spec;

    private final Clock clock = new SystemClock();

    @Override
    public Integer call() {
        final Path folder = config.config().leela().dataDir();
        final PrintWriter out = spec.commandLine().getOut();
        CountersTable before = read(folder, null);
        if (isJson) {
            out.println(before.json());
            return ExitStatus.GOOD;
        }
        if (isOnce || !Terminal.isInteractive()) {
            before.print(out, showsAll);
            return ExitStatus.GOOD;
        }
        while (true) {
            out.print(Terminal.clear());
            before.print(out, showsAll);
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            before = read(folder, before);
        }
    }

    private CountersTable read(final Path folder, final CountersTable before) {
        final Path file = CountersFile.in(folder);
        if (Files.exists(folder) && !Files.isExecutable(folder)) {
            throw new Failure(folder.toAbsolutePath() + ": this user may not look into it; the engine's user may, and"
                    + " those in its group");
        }
        if (!Files.exists(file)) {
            throw new Failure(
                    "no engine has run on " + folder.toAbsolutePath() + ": there is no file " + file.getFileName());
        }
        try {
            return CountersTable.read(CountersFile.open(file), clock.timeNs(), before);
        } catch (final StartException unreadable) {
            throw new Failure(
                    unreadable.getMessage() + "; leela status asks the engine itself, and so does /metrics over HTTP",
                    unreadable);
        }
    }
}
