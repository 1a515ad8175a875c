package leela.ops.cli;

import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela run}. Thread: main. */
@Command(
        name = "run",
        description = {
            "Run the engine until it is told to stop (SIGINT, SIGTERM).",
            "SIGHUP reads the configuration and logs what has changed in it; alerts take effect at once, the rest at "
                    + "the next start. 'leela reload' does the same, and tells."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela run", "  leela run -c /etc/leela/leela.toml", "  LEELA_JAVA_OPTS=-Xmx4g leela run"})
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return new EngineRun(
                        config, spec.commandLine().getOut(), spec.commandLine().getErr())
                .untilItEnds();
    }
}
