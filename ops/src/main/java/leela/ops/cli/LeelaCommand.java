package leela.ops.cli;

import java.io.PrintWriter;
import leela.ops.config.ConfigException;
import leela.ops.service.StartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code leela}: its sub-commands, and what a user sees of an error: one plain sentence on standard error.
 * Errors: 1 for what failed, 2 for a command that was not understood.
 */
@Command(name = "leela", description = "A metrics engine: metrics in, events, standing queries and history out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunCommand.class, CheckCommand.class, VersionCommand.class})
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
        if (error instanceof Failure || error instanceof ConfigException || error instanceof StartException) {
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
