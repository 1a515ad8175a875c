package leela.ops.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import leela.engine.refusal.Refusal;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.RefusedControl;
import leela.ops.terminal.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leela refused}: what the running engine did not take of late. */
@Command(
        name = "refused",
        description = {
            "Show what the engine did not take of late: when, from whom, and why.",
            "Of each input and cause the last 16 are kept, the newest comes first. Under each are its key, where one "
                    + "was read, and the first of its bytes."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela refused", "  leela refused --json"})
final class RefusedCommand implements Callable<Integer> {

    private static final String INDENT = "    ";

    @Mixin
    private ConfigOption config;

    @Mixin
    private ZoneOption zone;

    @Option(names = "--json", description = "A JSON list; times are unix seconds.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final List<Refusal> refusals = RefusedControl.ask(config.config().leela());
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            final List<String> rows = refusals.stream()
                    .map(refusal -> RefusedControl.json(refusal).toString())
                    .toList();
            out.println(PrintableText.ofJson("[" + String.join(",\n", rows) + "]"));
        } else {
            refusals.forEach(refusal -> print(out, refusal));
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private void print(final PrintWriter out, final Refusal refusal) {
        out.println(PrintableText.of(Times.text(refusal.timeNs(), zone.zone()) + "  " + refusal.source() + " "
                + refusal.cause() + " from " + refusal.sender() + ", at " + refusal.position() + ": "
                + refusal.reason()));
        if (!refusal.key().isEmpty()) {
            out.println(INDENT + PrintableText.of(refusal.key()));
        }
        out.println(INDENT + PrintableText.of(refusal.bytes()));
    }
}
