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

/** {@code leela top}: which senders, and which threads, take most of what the running engine has for all. */
@Command(
        name = "top",
        description = {
            "Show which senders make most new series, or with --by threads how the engine's threads go, refreshed "
                    + "every second.",
            "Of each sender: how many new series it made within its hour, how much of engine.max_new_series that is, "
                    + "and when the hour began. A key counts once for each 256 bytes begun.",
            "Of each thread: how long it was at work, in seconds and as a share of the last second; the longest turn "
                    + "of the last minute or two; and how many turns were stalls, so long that others waited."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela top", "  leela top --by threads", "  leela top --by new-series --once", "  leela top --json"
        })
final class TopCommand implements Callable<Integer> {

    private static final String NEW_SERIES = "new-series";
    private static final String THREADS = "threads";
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
            return List.of(NEW_SERIES, THREADS).iterator();
        }
    }

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = NEW_SERIES,
            completionCandidates = Orders.class,
            description = "What is shown: ${COMPLETION-CANDIDATES}.")
    private String by;

    @Option(
            names = "--once",
            description =
                    "Print once and end, of threads after a second; so it is where standard output is no terminal.")
    private boolean isOnce;

    @Option(
            names = "--json",
            description = "A JSON list of up to 100 senders, or of all threads, once; times are unix seconds.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        final View view =
                switch (by) {
                    case NEW_SERIES -> new SendersView(out);
                    case THREADS -> new ThreadsView(out, config.config().leela());
                    default ->
                        throw new ParameterException(
                                spec.commandLine(),
                                "--by: " + by + " (expected: " + NEW_SERIES + " or " + THREADS + ")");
                };
        if (isJson) {
            out.println(PrintableText.ofJson("[" + String.join(",\n", view.json()) + "]"));
            return ExitStatus.GOOD;
        }
        view.ask();
        if (view.needsASecond() && (isOnce || !Terminal.isInteractive())) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            view.ask();
        }
        if (isOnce || !Terminal.isInteractive()) {
            view.print(Integer.MAX_VALUE);
            return ExitStatus.GOOD;
        }
        while (true) {
            out.print(Terminal.clear());
            view.print(SHOWN);
            out.flush();
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            view.ask();
        }
    }

    /** What is shown, by one order. */
    interface View {
        void ask();

        /** Whether it shows what became of the time since it was asked before. */
        default boolean needsASecond() {
            return false;
        }

        /** What was asked for last, at most so many rows. */
        void print(int most);

        /** A row each, asked for now. */
        List<String> json();
    }

    private final class SendersView implements View {
        private final PrintWriter out;
        private List<NewSeriesControl.Row> rows = List.of();

        SendersView(final PrintWriter out) {
            this.out = out;
        }

        @Override
        public void ask() {
            rows = NewSeriesControl.ask(config.config().leela());
        }

        @Override
        public void print(final int most) {
            TopCommand.this.print(out, rows.subList(0, Math.min(most, rows.size())));
        }

        @Override
        public List<String> json() {
            ask();
            return rows.stream()
                    .map(row -> NewSeriesControl.json(row).toString())
                    .toList();
        }
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
