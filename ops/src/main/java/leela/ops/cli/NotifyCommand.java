package leela.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.NotifyControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.notify.NumberRanges;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela notify}: who is told of alerts, and whether messages reach them. */
@Command(
        name = "notify",
        description = {
            "Show who can be told of alerts and how that goes, or try a recipient out.",
            "With a name: sends one message of no alert, and tells what became of it. Recipients are the tables of "
                    + "[alerts], and addresses of users and rooms where [xmpp] is enabled.",
            "That message says that an alert named test is over (status resolved), which some receivers drop; with "
                    + "--firing it says that it fires, and the next one without ends that.",
            "Counts are of changes of alerts, since the engine's start. An unconfirmed message may have arrived or "
                    + "not; it is not sent again. Discarded is what was the oldest of too many that waited. Which "
                    + "these are stands below, also of runs before."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela notify", "  leela notify pager", "  leela notify pager --firing", "  leela notify --json"})
final class NotifyCommand implements Callable<Integer> {

    private static final String ROW = "%-16s %-12s %8s %10s %8s %8s %12s %10s  %s";

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "One JSON object a line, with all of it.")
    private boolean isJson;

    @Option(names = "--firing", description = "Try it out with a message that somebody must act upon.")
    private boolean isFiring;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The recipient to try out.")
    private String name = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (isFiring && name.isEmpty()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--firing: it needs a NAME");
        }
        final List<JsonNode> rows = NotifyControl.ask(config.config().leela(), name, isFiring);
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            rows.forEach(row -> out.println(PrintableText.ofJson(row.toString())));
        } else if (name.isEmpty()) {
            out.println(String.format(
                    Locale.ROOT,
                    ROW,
                    "recipient",
                    "way",
                    "pending",
                    "confirmed",
                    "retried",
                    "refused",
                    "unconfirmed",
                    "discarded",
                    "state"));
            rows.forEach(row -> out.println(line(row)));
        } else {
            rows.forEach(row -> out.println(outcome(row)));
        }
        out.flush();
        return name.isEmpty() || rows.stream().allMatch(NotifyCommand::isConfirmed)
                ? ExitStatus.GOOD
                : ExitStatus.FAILED;
    }

    private static boolean isConfirmed(final JsonNode row) {
        return row.path("outcome").asText().equals("confirmed");
    }

    private static String line(final JsonNode row) {
        if (row.has("unconfirmed_by")) {
            return PrintableText.of(row.path("unconfirmed_by").asText() + " may have been told or not of "
                    + numbers(row) + " at "
                    + Instant.ofEpochSecond(row.path("time").asLong()) + ": "
                    + row.path("reason").asText());
        }
        if (row.has("discarded_for")) {
            return PrintableText.of(row.path("discarded_for").asText() + " was not told of " + numbers(row)
                    + ": too many waited. What still stands is told once it takes messages.");
        }
        return String.format(
                Locale.ROOT,
                ROW,
                PrintableText.of(row.path("recipient").asText()),
                row.path("way").asText(),
                row.path("pending").asText(),
                row.path("confirmed").asText(),
                row.path("retried").asText(),
                row.path("refused").asText(),
                row.path("unconfirmed").asText(),
                row.path("discarded").asText(),
                PrintableText.of(row.path("state").asText()));
    }

    private static String numbers(final JsonNode row) {
        final long[] numbers = new long[row.path("numbers").size()];
        Arrays.setAll(numbers, i -> row.path("numbers").path(i).asLong());
        return NumberRanges.of(numbers).text(Integer.MAX_VALUE);
    }

    private static String outcome(final JsonNode row) {
        final String what =
                switch (row.path("outcome").asText()) {
                    case "confirmed" -> "told";
                    case "refused" -> "refused";
                    case "unconfirmed" -> "may have been told or not";
                    default -> "not told";
                };
        final String reason = row.path("reason").asText();
        return PrintableText.of(
                row.path("recipient").asText() + " (" + row.path("way").asText() + ", "
                        + row.path("address").asText() + "): " + what + (reason.isEmpty() ? "" : ": " + reason));
    }
}
