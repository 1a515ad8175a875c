package leela.ops.cli.alert;

import java.util.List;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela ack}: somebody has seen an alert. */
@Command(
        name = "ack",
        description = {"Say that you have seen an alert.", "Others see who has, and what was said, until it is over."},
        footerHeading = "%nExamples:%n",
        footer = {"  leela ack 4711 \"I look at it\""})
public final class AckCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(index = "0", paramLabel = "NUMBER", description = "The number that was told with the alert.")
    private String number;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "What others should know.")
    private List<String> text = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Said.ofEach("ACK", config.config().leela(), spec, number, text);
        return ExitStatus.GOOD;
    }
}
