package leela.ops.cli.alert;

import java.util.List;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela unsilence}: people are told again. */
@Command(
        name = "unsilence",
        description = "Let people be told again of alerts that were silenced.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela unsilence 3", "  leela unsilence 3 4"})
public final class UnsilenceCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(arity = "1..*", paramLabel = "NUMBER", description = "The number of the silence; of several, each.")
    private List<String> numbers;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        numbers.forEach(one -> Said.number(spec, one));
        return Said.ofEach(
                config.config().leela(), spec, numbers.stream().distinct().toList(), one -> "UNSILENCE " + one + ";");
    }
}
