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

/** {@code leela close}: an alert is over, whatever its series say. */
@Command(
        name = "close",
        description = {
            "Close an alert, such as that of a host that is gone for good.",
            "Who was told of it is told who has closed it. Should a value come again, it begins anew."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela close 4711 \"this host is gone\""})
public final class CloseCommand implements Callable<Integer> {

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
        Said.ofEach("CLOSE", config.config().leela(), spec, number, text);
        return ExitStatus.GOOD;
    }
}
