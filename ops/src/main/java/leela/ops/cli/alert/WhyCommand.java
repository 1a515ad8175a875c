package leela.ops.cli.alert;

import java.util.concurrent.Callable;
import leela.ops.admin.AlertsControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela why}: why people were told of an alert. */
@Command(
        name = "why",
        description = {
            "Tell why an alert was told, and what was told of the same before and since.",
            "In short sentences: the value, what it was compared with, and how long that had held."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela why 4711"})
public final class WhyCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "NUMBER", description = "The number that was told with the alert.")
    private String number;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Said.print(
                spec.commandLine().getOut(),
                AlertsControl.say(config.config().leela(), "WHY " + Said.number(spec, number) + ";", Said.user()));
        return ExitStatus.GOOD;
    }
}
