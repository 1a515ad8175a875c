package leela.ops.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.QueriesControl;
import leela.ops.admin.QueryFigures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela queries}: the standing queries of the running engine, whoever asked for them. */
@Command(
        name = "queries",
        description = {
            "Show the standing queries, with series matched, events in and out, ns per event, owner and program.",
            "ns/event is what an event costs the query thread, from the first function to handing the result "
                    + "over: a mean over the few events that are "
                    + "timed (the first ones, then about one in a thousand, at random; the newer count more). "
                    + "Reading the clock is taken off."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela queries"})
final class QueriesCommand implements Callable<Integer> {

    private static final String ROW = "%10s %12s %12s %9s  %-32s %s";

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final List<QueryFigures> queries = QueriesControl.ask(config.config().leela());
        final PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, ROW, "matches", "in", "out", "ns/event", "owner", "program"));
        for (final QueryFigures query : queries) {
            out.println(String.format(
                    Locale.ROOT,
                    ROW,
                    query.matches(),
                    query.eventsIn(),
                    query.eventsOut(),
                    cost(query),
                    PrintableText.of(query.owner()),
                    PrintableText.of(query.program().toBytes())));
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private static String cost(final QueryFigures query) {
        return query.costNs() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", query.costNs());
    }
}
