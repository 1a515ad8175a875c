package leela.ops.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import leela.ops.cli.access.TokenCommand;
import leela.ops.cli.alert.AckCommand;
import leela.ops.cli.alert.AlertTestCommand;
import leela.ops.cli.alert.AlertsCommand;
import leela.ops.cli.alert.CloseCommand;
import leela.ops.cli.alert.SilenceCommand;
import leela.ops.cli.alert.UnsilenceCommand;
import leela.ops.cli.alert.WhyCommand;
import leela.ops.cli.help.CommandGroups;
import leela.ops.cli.help.CompletionCommand;
import leela.ops.cli.help.HelpCommand;
import leela.ops.cli.help.ManCommand;
import leela.ops.cli.help.UsageFault;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.upkeep.ReloadCommand;
import leela.ops.cli.upkeep.RepairCommand;
import leela.ops.cli.upkeep.StatusCommand;
import leela.ops.cli.upkeep.TuneCommand;
import leela.ops.client.BadRequest;
import leela.ops.terminal.OutputException;
import leela.ops.terminal.StandardStream;
import leela.ops.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
            RefusedCommand.class,
            AlertsCommand.class,
            AckCommand.class,
            CloseCommand.class,
            WhyCommand.class,
            SilenceCommand.class,
            UnsilenceCommand.class,
            AlertTestCommand.class,
            NotifyCommand.class,
            HistoryCommand.class,
            KeysCommand.class,
            DeleteCommand.class,
            StatusCommand.class,
            StatCommand.class,
            TopCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RepairCommand.class,
            ReloadCommand.class,
            ExplainCommand.class,
            SelftestCommand.class,
            SchemaCommand.class,
            TokenCommand.class,
            TuneCommand.class,
            HelpCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            ManCommand.class
        },
        versionProvider = VersionCommand.class,
        footerHeading = "%n",
        footer = {
            "'leela help COMMAND' tells more of a command, with examples. A first metric:",
            "",
            "  leela run",
            "  echo \"gauge 6|foobar 1.5 $(date +%%s).0;\" | leela send",
            "  leela history foobar"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:it is done", "1:it could not be done; one sentence tells why", "2:wrong usage"})
public final class LeelaCommand implements Callable<Integer> {

    private static final int NARROWEST_HELP = 55;

    /** Asked for by picocli alone. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Tell how the command is used.")
    private boolean wantsHelp;

    /** Asked for by picocli alone. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Tell the version of Leela and of the Java it runs on.")
    private boolean wantsVersion;

    @Spec
    private CommandSpec spec;

    private LeelaCommand() {}

    /** Nothing was asked for: that is wrong usage. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.WRONG_USAGE;
    }

    /** Does what the words ask for, and gives the exit status. */
    public static int execute(final String... arguments) {
        return execute(commandLine(), arguments);
    }

    static int execute(final CommandLine leela, final String... arguments) {
        int status;
        try {
            status = leela.execute(arguments);
            leela.getOut().flush();
        } catch (final OutputException lost) {
            status = CommandFailure.of(lost, leela.getErr());
        }
        leela.getErr().flush();
        return status;
    }

    /** Ready to execute. */
    static CommandLine commandLine() {
        final CommandLine leela = new CommandLine(new LeelaCommand());
        leela.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
        leela.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        return leela.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.max(NARROWEST_HELP, Terminal.columns()))
                .setOut(new PrintWriter(StandardStream.out()))
                .setErr(CommandFailure.err())
                .setExecutionExceptionHandler((error, command, parsed) -> failed(error, command))
                .setParameterExceptionHandler((error, arguments) -> misused(error));
    }

    private static int misused(final CommandLine.ParameterException error) {
        return misused(error.getCommandLine(), UsageFault.of(error));
    }

    private static int misused(final CommandLine command, final String sentence) {
        final PrintWriter err = command.getErr();
        err.println("leela: " + sentence);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.WRONG_USAGE;
    }

    private static int failed(final Exception error, final CommandLine command) throws Exception {
        return error instanceof BadRequest asked
                ? misused(command, UsageFault.of(asked, command.getCommandSpec()))
                : CommandFailure.of(error, command.getErr());
    }
}
