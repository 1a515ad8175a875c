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

/** {@code leela unsilence}: people are told again. */
@Command(
        name = "unsilence",
        description = "Let people be told again of alerts that were silenced.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela unsilence 3"})
public final class UnsilenceCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "NUMBER", description = "The number of the silence.")
    private String number;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Said.print(
                spec.commandLine().getOut(),
                AlertsControl.say(
                        config.config().leela(), "UNSILENCE " + Said.number(spec, number) + ";", Said.user()));
        return ExitStatus.GOOD;
    }
}
