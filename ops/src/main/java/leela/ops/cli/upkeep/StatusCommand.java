package leela.ops.cli.upkeep;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import leela.engine.runtime.PrintableText;
import leela.io.http.status.Readiness;
import leela.ops.admin.PartsControl;
import leela.ops.admin.ThreadsControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.config.LeelaConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leela status}: whether each part of the running engine is well.
 * Errors: 1 where one is not, or no engine runs.
 */
@Command(
        name = "status",
        description = {
            "Tell whether each part of the running engine is well, and which threads have stalled.",
            "It asks over the control socket, so it needs no token, and answers also where HTTP is off or busy."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela status", "  leela status --json"})
public final class StatusCommand implements Callable<Integer> {

    private static final String ROW = "%-9s  %-20s  %s%n";
    private static final double NS_PER_MS = 1e6;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "A JSON object: whether all is well, the parts, and the threads.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final LeelaConfig engine = config.config().leela();
        final List<Readiness.Part> parts = PartsControl.ask(engine);
        final List<ThreadsControl.Row> threads = ThreadsControl.ask(engine);
        final boolean isReady = parts.stream().allMatch(Readiness.Part::isReady);
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(PrintableText.ofJson(json(isReady, parts, threads).toString()));
        } else {
            parts.forEach(part ->
                    out.printf(Locale.ROOT, ROW, part.isReady() ? "ready" : "NOT READY", part.name(), part.state()));
            out.printf(Locale.ROOT, ROW, "", "threads", threadsState(threads));
        }
        return isReady ? ExitStatus.GOOD : ExitStatus.FAILED;
    }

    private static String threadsState(final List<ThreadsControl.Row> threads) {
        final String stalled = threads.stream()
                .filter(row -> row.figures().stalls() > 0)
                .map(row -> String.format(
                        Locale.ROOT,
                        "%s %d (longest of late %.1f ms)",
                        row.thread(),
                        row.figures().stalls(),
                        row.figures().longestNs() / NS_PER_MS))
                .collect(Collectors.joining(", "));
        return stalled.isEmpty() ? "none has stalled" : "stalls: " + stalled;
    }

    private static ObjectNode json(
            final boolean isReady, final List<Readiness.Part> parts, final List<ThreadsControl.Row> threads) {
        final ObjectNode status = JsonNodeFactory.instance.objectNode().put("ready", isReady);
        final var partRows = status.putArray("parts");
        parts.forEach(part -> partRows.addObject()
                .put("part", part.name())
                .put("ready", part.isReady())
                .put("state", part.state()));
        final var threadRows = status.putArray("threads");
        threads.forEach(row -> threadRows.add(ThreadsControl.json(row)));
        return status;
    }
}
