package leela.ops.cli.upkeep;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.ReloadControl;
import leela.ops.alert.AlertFiles;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.config.Config;
import leela.ops.reload.Reloaded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela reload}: the running engine reads its configuration again. */
@Command(
        name = "reload",
        description = {
            "Let the running engine read its configuration again, and tell what has changed.",
            "It is what SIGHUP does. Alerts take effect at once; the keys that are named take effect at the next "
                    + "start. Where anything is wrong, nothing changes, and the exit status is 1."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela reload", "  leela reload -c /etc/leela/leela.toml"})
public final class ReloadCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final Config read = config.config();
        final Reloaded done = ReloadControl.ask(read.leela());
        final PrintWriter out = spec.commandLine().getOut();
        print(out, "alerts that start", done.alerts().started());
        print(out, "alerts that go on, written otherwise", done.alerts().changed());
        print(out, "alerts that end", done.alerts().ended());
        out.println("alerts of files that are as they were: " + done.alerts().kept());
        print(out, "takes effect at the next start", done.nextStart());
        AlertFiles.read(read.alerts().files(), recipient -> Optional.empty())
                .untold()
                .ifPresent(sentence -> out.println(PrintableText.of(sentence)));
        out.flush();
        return ExitStatus.GOOD;
    }

    private static void print(final PrintWriter out, final String what, final List<String> names) {
        if (!names.isEmpty()) {
            out.println(PrintableText.of(what + ": " + String.join(", ", names)));
        }
    }
}
