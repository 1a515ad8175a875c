package leela.ops.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import leela.ops.admin.ControlException;
import leela.ops.client.Failure;
import leela.ops.config.ConfigException;
import leela.ops.service.StartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code leela}: its sub-commands, and what a user sees of an error: one plain sentence on standard error.
 * Errors: 1 for what failed, 2 for a command that was not understood.
 */
@Command(
        name = "leela",
        description = "A metrics engine: metrics in, events, standing queries and history out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            SendCommand.class,
            QueryCommand.class,
            QueriesCommand.class,
            HistoryCommand.class,
            KeysCommand.class,
            StatCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ExplainCommand.class,
            SelftestCommand.class,
            SchemaCommand.class,
            VersionCommand.class
        })
public final class LeelaCommand {

    /** Asked for by picocli alone. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Tell how the command is used.")
    private boolean wantsHelp;

    private LeelaCommand() {}

    /** Ready to execute. */
    public static CommandLine commandLine() {
        return new CommandLine(new LeelaCommand())
                .setOut(utf8(FileDescriptor.out))
                .setErr(utf8(FileDescriptor.err))
                .setExecutionExceptionHandler((error, command, parsed) -> fail(error, command))
                .setParameterExceptionHandler((error, arguments) -> misused(error));
    }

    /** Keys are UTF-8, whatever the locale. */
    private static PrintWriter utf8(final FileDescriptor stream) {
        return new PrintWriter(
                new OutputStreamWriter(new BufferedOutputStream(new FileOutputStream(stream)), StandardCharsets.UTF_8));
    }

    private static int fail(final Exception error, final CommandLine command) throws Exception {
        if (error instanceof Failure
                || error instanceof ConfigException
                || error instanceof StartException
                || error instanceof ControlException) {
            command.getErr().println("leela: " + error.getMessage());
            return ExitStatus.FAILED;
        }
        throw error;
    }

    private static int misused(final CommandLine.ParameterException error) {
        final PrintWriter err = error.getCommandLine().getErr();
        err.println("leela: " + error.getMessage());
        err.println("See: " + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.WRONG_USAGE;
    }
}
