package leela.ops.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.QueriesControl;
import leela.ops.admin.QueriesControl.QueryFigures;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.queries.PartlyFollowed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leela queries}: the standing queries of the running engine, whoever asked for them. */
@Command(
        name = "queries",
        description = {
            "Show the standing queries, with series matched, events in and out, ns per event, owner and program.",
            "ns/event is what an event costs the query thread, from the first function to handing the result "
                    + "over: a mean over the few events that are "
                    + "timed (the first ones, then about one in a thousand, at random; the newer count more). "
                    + "Reading the clock is taken off.",
            "With --hash: results, a hash of all of them in their order, and behind which entry of the journal the "
                    + "last one came. Two runs over the same journal that gave as many results have the same hash."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela queries", "  leela queries --hash --json"})
final class QueriesCommand implements Callable<Integer> {

    private static final String HASH_ROW = "%12s %16s %14s  %-32s %s";
    private static final String ROW = "%10s %12s %12s %9s  %-32s %s";

    @Mixin
    private ConfigOption config;

    @Option(names = "--hash", description = "What was given, to compare runs, instead of what it costs.")
    private boolean isHash;

    @Option(names = "--json", description = "One JSON object a line, with all of it.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final List<QueryFigures> queries = QueriesControl.ask(config.config().leela());
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            queries.forEach(query -> out.println(PrintableText.ofJson(query.json())));
        } else if (isHash) {
            out.println(String.format(Locale.ROOT, HASH_ROW, "results", "hash", "position", "owner", "program"));
            queries.forEach(query -> out.println(hashRow(query)));
        } else {
            out.println(String.format(Locale.ROOT, ROW, "matches", "in", "out", "ns/event", "owner", "program"));
            queries.forEach(query -> out.println(row(query)));
        }
        out.flush();
        queries.stream().filter(query -> query.leftOut() > 0).forEach(this::tell);
        return ExitStatus.GOOD;
    }

    private void tell(final QueryFigures query) {
        spec.commandLine()
                .getErr()
                .println("leela: the query of " + PrintableText.of(query.owner()) + " follows only " + query.matches()
                        + " of " + (query.matches() + query.leftOut())
                        + " series that match; " + PartlyFollowed.REMEDY);
    }

    private static String row(final QueryFigures query) {
        return String.format(
                Locale.ROOT,
                ROW,
                query.matches(),
                query.eventsIn(),
                query.eventsOut(),
                cost(query),
                PrintableText.of(query.owner()),
                PrintableText.of(query.program().toBytes()));
    }

    private static String hashRow(final QueryFigures query) {
        return String.format(
                Locale.ROOT,
                HASH_ROW,
                query.outputs().results(),
                query.outputs().hashText(),
                query.outputs().position(),
                PrintableText.of(query.owner()),
                PrintableText.of(query.program().toBytes()));
    }

    private static String cost(final QueryFigures query) {
        return query.costNs() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", query.costNs());
    }
}
