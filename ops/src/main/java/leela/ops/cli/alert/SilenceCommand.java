package leela.ops.cli.alert;

import java.util.List;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela silence}: nobody is told for some time. */
@Command(
        name = "silence",
        description = {
            "Let nobody be told of alerts for some time.",
            "The expression is searched for in the alert's name and in that of its group; with a blank in it also in "
                    + "both together, as in '^load web1$'. A number is that of an alert, which alone is silenced.",
            "What happens is kept, and shown by 'leela alerts'; what is still so at the end is told then."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela silence ^web1 --for 2h a new disk comes",
            "  leela silence 4711 4712 --for 2h --text \"a new disk\"",
            "  leela unsilence 3"
        })
public final class SilenceCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(
            index = "0",
            paramLabel = "NUMBER|REGEX",
            description = "What is found in the name of the alert or group; or the number of an alert.")
    private String regex;

    @Option(names = "--for", required = true, paramLabel = "TIME", description = "For how long, such as 2h.")
    private String span;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NUMBER|TEXT", description = SaidText.WORDS)
    private List<String> words = List.of();

    @Mixin
    private SaidText text;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!span.matches("\\d+(ms|s|m|h|d)")) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--for: " + span + " (expected: a whole number with its unit, ms s m h d, such as 2h)");
        }
        if (Said.isNumber(regex)) {
            final SaidText.Meant meant = text.behind(spec, regex, words);
            return say(meant.numbers().stream().map(one -> "#" + one).toList(), meant.text());
        }
        return say(List.of(regex), text.said(spec, words));
    }

    private int say(final List<String> what, final String why) {
        return Said.ofEach(
                config.config().leela(), spec, what, one -> "SILENCE " + one + " FOR " + span + Said.text(why) + ";");
    }
}
