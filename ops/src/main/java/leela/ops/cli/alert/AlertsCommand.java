package leela.ops.cli.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.AlertsControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.ZoneOption;
import leela.ops.terminal.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela alerts}: which alerts are open on the running engine, and which run. */
@Command(
        name = "alerts",
        description = {
            "Show the alerts that are open, or with --defined all that run; with a statement, say it.",
            "Open is what is pending, firing, unknown (no data comes) or flapping. Silences stand below.",
            "A statement is what can be said in a chat, too: ALERT ...; DROP ALERT name; SHOW ALERTS firing; and "
                    + "others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela alerts",
            "  leela alerts --defined --json",
            "  leela alerts \"ALERT load WHEN [> 8] FROM load.shortterm$ FOR 5m TO pager;\"",
            "  leela alerts \"QUOTE ALERT load WHEN [> 8] FROM load.shortterm$ FOR 5m;\"",
            "  leela alerts \"DROP ALERT load;\""
        })
public final class AlertsCommand implements Callable<Integer> {

    private static final String ROW = "%-8s %-9s %-10s %-20s %-32s %12s  %s";

    @Mixin
    private ConfigOption config;

    @Mixin
    private ZoneOption zone;

    @Option(names = "--defined", description = "All alerts that run, with who wrote them.")
    private boolean isDefined;

    @Option(names = "--json", description = "One JSON object a line, with all of it; times are unix seconds.")
    private boolean isJson;

    @Parameters(arity = "0..1", paramLabel = "STATEMENT", description = "What to say to the engine.")
    private String statement = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        if (!statement.isEmpty()) {
            Said.print(out, AlertsControl.say(config.config().leela(), statement, Said.user()));
            return ExitStatus.GOOD;
        }
        final List<JsonNode> rows = AlertsControl.ask(config.config().leela(), isDefined);
        if (isJson) {
            rows.forEach(row -> out.println(PrintableText.ofJson(row.toString())));
        } else if (isDefined) {
            rows.forEach(
                    row -> out.println(PrintableText.of(row.path("statement").asText() + "  # " + counts(row) + "by "
                            + row.path("by").asText())));
        } else {
            print(out, rows);
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private void print(final PrintWriter out, final List<JsonNode> rows) {
        final List<JsonNode> open =
                rows.stream().filter(row -> row.has("number")).toList();
        if (!open.isEmpty()) {
            out.println(
                    String.format(Locale.ROOT, ROW, "number", "state", "severity", "alert", "group", "value", "since"));
        }
        open.forEach(row -> out.println(PrintableText.of(line(row))));
        rows.stream()
                .filter(row -> row.has(AlertsControl.LEFT))
                .forEach(
                        row -> out.println("and " + row.path(AlertsControl.LEFT).asText() + " more"));
        rows.stream()
                .filter(row -> row.has("silence"))
                .forEach(row -> out.println(
                        PrintableText.of("silence " + row.path("silence").asText() + " of "
                                + row.path("regex").asText() + " until " + time(row.path("until")) + ", by "
                                + row.path("by").asText()
                                + (row.path("text").asText().isEmpty()
                                        ? ""
                                        : ": " + row.path("text").asText()))));
    }

    private String line(final JsonNode row) {
        final long number = row.path("number").asLong();
        final JsonNode ack = row.path("ack");
        final String seen = ack.isMissingNode()
                ? ""
                : ", seen by " + ack.path("by").asText()
                        + (ack.path("text").asText().isEmpty()
                                ? ""
                                : ": " + ack.path("text").asText());
        return String.format(
                Locale.ROOT,
                ROW,
                number == 0 ? "-" : "#" + number,
                row.path("state").asText(),
                row.path("severity").asText().isEmpty()
                        ? "-"
                        : row.path("severity").asText(),
                row.path("alert").asText(),
                row.path("group").asText(),
                row.path("value").isNull() ? "-" : row.path("value").asText(),
                time(row.path("since"))
                        + seen
                        + (row.has("silenced_by")
                                ? ", silence " + row.path("silenced_by").asText()
                                : ""));
    }

    private String time(final JsonNode seconds) {
        return Times.text(seconds.decimalValue().movePointRight(9).longValue(), zone.zone());
    }

    private static String counts(final JsonNode row) {
        final List<String> counts = new ArrayList<>();
        final JsonNode groups = row.path("groups");
        groups.fieldNames()
                .forEachRemaining(state -> counts.add(groups.path(state).asText() + " " + state));
        return counts.isEmpty() ? "" : String.join(", ", counts) + ", ";
    }
}
