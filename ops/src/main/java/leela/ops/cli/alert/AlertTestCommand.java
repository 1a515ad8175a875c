package leela.ops.cli.alert;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.alert.AlertTestRun;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela test}: the tests that stand beside alerts, without an engine. */
@Command(
        name = "test",
        description = {
            "Run the tests that stand in files of alerts.",
            "A test gives series, and says what people are to be told of them. It runs as fast as it can, with the "
                    + "code of an engine and a clock of its own; no engine has to run."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela test /etc/leela/alerts.d/disk.alerts", "  leela test ops/alerts/*.alerts"})
public final class AlertTestCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of alerts with tests.")
    private List<Path> files;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        boolean isGood = true;
        for (final Path file : files) {
            for (final AlertTestRun.Result result : AlertTestRun.run(file)) {
                isGood &= result.faults().isEmpty();
                out.println(PrintableText.of((result.faults().isEmpty() ? "good   " : "FAILED ") + file.getFileName()
                        + ":" + result.line() + " " + result.name()));
                result.faults().forEach(fault -> out.println(PrintableText.of("       " + fault)));
            }
        }
        out.flush();
        return isGood ? ExitStatus.GOOD : ExitStatus.FAILED;
    }
}
