package leela.ops.cli.help;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
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
        footer = {"  leela help", "  leela help history", "  leela help token add"})
public final class HelpCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "One of the commands that 'leela help' lists, and one of its own, as in 'token add'.")
    private List<String> names = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = spec.parent().commandLine();
        for (final String name : names) {
            final Map<String, CommandLine> commands = command.getSubcommands();
            if (commands.isEmpty()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "help takes no more arguments: " + PrintableText.of(name) + " is one too many");
            }
            command = commands.get(name);
            if (command == null) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), UnknownWord.sentence("command", name, commands.keySet()));
            }
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
