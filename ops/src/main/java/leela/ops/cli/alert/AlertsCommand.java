package leela.ops.cli.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import leela.engine.alert.registry.PartialAlert;
import leela.engine.dmproc.language.AlertCommand;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.SystemClock;
import leela.ops.admin.AlertsControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.ZoneOption;
import leela.ops.config.Quantity;
import leela.ops.terminal.ShortNumber;
import leela.ops.terminal.TimeArgument;
import leela.ops.terminal.Times;
import picocli.CommandLine;
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
            "Show the alerts that are open, all or those that match, or with --defined all that run; with a statement, "
                    + "say it.",
            "With --since, what was told from then on, the newest first: also what is over.",
            "Open is what is pending, firing, unknown (no data comes) or flapping. Silences stand below.",
            "A statement is what can be said in a chat, too: ALERT ...; DROP ALERT name; SHOW ALERTS firing; and "
                    + "others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela alerts",
            "  leela alerts ^web1",
            "  leela alerts --since -24h",
            "  leela alerts --defined --json",
            "  leela alerts \"ALERT load WHEN [> 8] FROM load.shortterm$ FOR 5m TO pager;\"",
            "  leela alerts \"QUOTE ALERT load WHEN [> 8] FROM load.shortterm$ FOR 5m;\"",
            "  leela alerts \"DROP ALERT load;\""
        })
public final class AlertsCommand implements Callable<Integer> {

    private static final long NS_PER_SECOND = 1_000_000_000;

    private static final List<String> HEADS =
            List.of("number", "state", "severity", "alert", "group", "value then", "since");
    /** The only column that stands at the right. */
    private static final int VALUE = HEADS.indexOf("value then");

    @Mixin
    private ConfigOption config;

    @Mixin
    private ZoneOption zone;

    @Option(names = "--defined", description = "All alerts that run, with who wrote them.")
    private boolean isDefined;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "What was told from then on: " + TimeArgument.FORMS + ".")
    private String since;

    @Option(names = "--json", description = "One JSON object a line, with all of it; times are unix seconds.")
    private boolean isJson;

    @Parameters(
            arity = "0..1",
            paramLabel = "REGEX|STATEMENT",
            description = "What is found in the name of the alert or group; or what to say to the engine.")
    private String statement = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        final boolean isStatement =
                AlertCommand.isMeant(statement) || statement.stripTrailing().endsWith(";");
        if (isStatement && since != null) {
            throw misused("--since: it shows what was told (expected: no STATEMENT beside it)");
        }
        if (isStatement) {
            Said.print(out, AlertsControl.say(config.config().leela(), Said.statement(statement), Said.user()));
            return ExitStatus.GOOD;
        }
        if (isDefined && !statement.isEmpty()) {
            throw misused("--defined: it shows all alerts (expected: no REGEX beside it)");
        }
        if (isDefined && since != null) {
            throw misused("--since: it shows what was told (expected: no --defined beside it)");
        }
        final List<JsonNode> rows = isDefined
                ? AlertsControl.askDefined(config.config().leela())
                : since != null
                        ? AlertsControl.askPast(config.config().leela(), sinceS(), statement)
                        : AlertsControl.askOpen(config.config().leela(), statement);
        if (isJson) {
            rows.forEach(row -> out.println(PrintableText.ofJson(row.toString())));
        } else if (isDefined) {
            rows.forEach(
                    row -> out.println(PrintableText.of(row.path("statement").asText() + "  # " + counts(row) + "by "
                            + row.path("by").asText())));
        } else if (since != null) {
            new PastRows(zone.zone()).print(out, rows);
        } else {
            print(out, rows);
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private long sinceS() {
        final Instant now = Instant.ofEpochSecond(0, new SystemClock().timeNs());
        try {
            return TimeArgument.parse(since, zone.zone(), now, Quantity::time)
                    .first()
                    .getEpochSecond();
        } catch (final IllegalArgumentException malformed) {
            throw misused("--since: " + since + " (expected: " + malformed.getMessage() + ")");
        }
    }

    private CommandLine.ParameterException misused(final String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private void print(final PrintWriter out, final List<JsonNode> rows) {
        final List<JsonNode> open = rows.stream()
                .filter(row -> row.has("number"))
                .sorted(Gravity.FIRST)
                .toList();
        if (!open.isEmpty()) {
            final List<List<String>> cells = new ArrayList<>(List.of(HEADS));
            open.forEach(row -> cells.add(cells(row)));
            Columns.lines(cells, VALUE).forEach(line -> out.println(PrintableText.of(line)));
        }
        rows.stream()
                .filter(row -> row.has(AlertsControl.LEFT))
                .forEach(
                        row -> out.println("and " + row.path(AlertsControl.LEFT).asText() + " more"));
        rows.stream()
                .filter(row -> row.has(AlertsControl.PARTIAL))
                .forEach(row -> out.println(PrintableText.of(new PartialAlert(
                                row.path(AlertsControl.PARTIAL).asText(),
                                row.path("followed").asLong(),
                                row.path("left_out").asLong())
                        + ": nobody is told of the others")));
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

    private List<String> cells(final JsonNode row) {
        final long number = row.path("number").asLong();
        final JsonNode ack = row.path("ack");
        final String seen = ack.isMissingNode()
                ? ""
                : ", seen by " + ack.path("by").asText()
                        + (ack.path("text").asText().isEmpty()
                                ? ""
                                : ": " + ack.path("text").asText());
        return List.of(
                number == 0 ? "-" : "#" + number,
                row.path("state").asText(),
                row.path("severity").asText().isEmpty()
                        ? "-"
                        : row.path("severity").asText(),
                row.path("alert").asText(),
                row.path("group").asText(),
                row.path("value").isNull()
                        ? "-"
                        : ShortNumber.of(row.path("value").asDouble()),
                time(row.path("since"))
                        + seen
                        + (row.has("silenced_by")
                                ? ", silence " + row.path("silenced_by").asText()
                                : ""));
    }

    private String time(final JsonNode seconds) {
        return Times.text(seconds.asLong() * NS_PER_SECOND, zone.zone());
    }

    private static String counts(final JsonNode row) {
        final List<String> counts = new ArrayList<>();
        final JsonNode groups = row.path("groups");
        groups.fieldNames()
                .forEachRemaining(state -> counts.add(groups.path(state).asText() + " " + state));
        return counts.isEmpty() ? "" : String.join(", ", counts) + ", ";
    }
}
