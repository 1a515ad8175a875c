package leela.ops.cli.help;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela help}: what {@code --help} tells, for those who ask the other way round. */
@Command(
        name = "help",
        description = "Tell how a command is used, or which there are.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela help", "  leela help history"})
public final class HelpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "One of the commands that 'leela help' lists.")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final CommandLine leela = spec.parent().commandLine();
        final Map<String, CommandLine> commands = leela.getSubcommands();
        final CommandLine command = name == null ? leela : commands.get(name);
        if (command == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), UnknownWord.sentence("command", name, commands.keySet()));
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
