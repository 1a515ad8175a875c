package leela.ops.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.NewSeriesControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.ZoneOption;
import leela.ops.terminal.Terminal;
import leela.ops.terminal.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leela top}: which senders take most of what the running engine has for all. */
@Command(
        name = "top",
        description = {
            "Show which senders make most new series, refreshed every second.",
            "Of each sender: how many new series it made within its hour, how much of engine.max_new_series that is, "
                    + "and when the hour began. A key counts once for each 256 bytes begun."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela top", "  leela top --by new-series --once", "  leela top --json"})
final class TopCommand implements Callable<Integer> {

    private static final String NEW_SERIES = "new-series";
    private static final int SHOWN = 20;
    private static final int PERCENT = 100;

    @Mixin
    private ConfigOption config;

    @Mixin
    private ZoneOption zone;

    /** What can be asked for. */
    static final class Orders implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(NEW_SERIES).iterator();
        }
    }

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = NEW_SERIES,
            completionCandidates = Orders.class,
            description = "What the senders are ordered by: ${COMPLETION-CANDIDATES}.")
    private String by;

    @Option(names = "--once", description = "Print once and end; so it is where standard output is no terminal.")
    private boolean isOnce;

    @Option(names = "--json", description = "A JSON list of up to 100 senders, once; times are unix seconds.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!NEW_SERIES.equals(by)) {
            throw new ParameterException(spec.commandLine(), "--by: " + by + " (expected: " + NEW_SERIES + ")");
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            final List<String> rows = ask().stream()
                    .map(row -> NewSeriesControl.json(row).toString())
                    .toList();
            out.println(PrintableText.ofJson("[" + String.join(",\n", rows) + "]"));
            return ExitStatus.GOOD;
        }
        if (isOnce || !Terminal.isInteractive()) {
            print(out, ask());
            return ExitStatus.GOOD;
        }
        while (true) {
            final List<NewSeriesControl.Row> rows = ask();
            out.print(Terminal.clear());
            print(out, rows.subList(0, Math.min(SHOWN, rows.size())));
            out.flush();
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private List<NewSeriesControl.Row> ask() {
        return NewSeriesControl.ask(config.config().leela());
    }

    private void print(final PrintWriter out, final List<NewSeriesControl.Row> rows) {
        out.printf(Locale.ROOT, "%10s  %6s  %-24s  %s%n", NEW_SERIES, "share", "since", "sender");
        for (final NewSeriesControl.Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%10d  %5.1f%%  %-24s  %s%n",
                    row.made(),
                    (double) PERCENT * row.made() / Math.max(1, row.most()),
                    Times.text(row.sinceNs(), zone.zone()),
                    PrintableText.of(row.sender()));
        }
    }
}
