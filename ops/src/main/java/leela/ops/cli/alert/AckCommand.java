package leela.ops.cli.alert;

import java.util.List;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela ack}: somebody has seen an alert. */
@Command(
        name = "ack",
        description = {
            "Say that you have seen an alert, or several.",
            "Others see who has, and what was said, until it is over."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela ack 4711 I look at it",
            "  leela ack 4711 --text \"14 days off\"",
            "  leela ack 4711 4712 --text \"the switch\""
        })
public final class AckCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(index = "0", paramLabel = "NUMBER", description = "The number that was told with the alert.")
    private String number;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NUMBER|TEXT", description = SaidText.WORDS)
    private List<String> words = List.of();

    @Mixin
    private SaidText text;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final SaidText.Meant meant = text.behind(spec, number, words);
        return Said.ofEach(
                config.config().leela(), spec, meant.numbers(), one -> "ACK " + one + Said.text(meant.text()) + ";");
    }
}
