package leela.ops.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code leela}: its sub-commands, and what a user sees of an error: one plain sentence on standard error.
 * Errors: 1 for what failed, 2 for a command that was not understood.
 */
@Command(name = "leela", description = "A metrics engine: metrics in, events, standing queries and history out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {VersionCommand.class})
public final class LeelaCommand {

    private LeelaCommand() {
    }

    /** Ready to execute. */
    public static CommandLine commandLine() {
        return new CommandLine(new LeelaCommand())
                .setExecutionExceptionHandler((error, command, parsed) -> fail(error, command))
                .setParameterExceptionHandler((error, arguments) -> misused(error));
    }

    private static int fail(final Exception error, final CommandLine command) throws Exception {
        if (error instanceof Failure) {
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
