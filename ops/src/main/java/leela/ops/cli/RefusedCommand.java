package leela.ops.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import leela.engine.refusal.Refusal;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.RefusedControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.ZoneOption;
import leela.ops.client.LineFormat;
import leela.ops.terminal.Terminal;
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
            "Of each input and cause the engine keeps the last 16. First they are counted by sender, then the newest "
                    + "of each come, with the key, where one was read, and the first of the bytes."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela refused", "  leela refused --source udp --cause malformed", "  leela refused --json"})
final class RefusedCommand implements Callable<Integer> {

    private static final String INDENT = "    ";
    private static final String MALFORMED = "malformed";
    private static final int SHOWN_OF_EACH = 3;

    @Mixin
    private ConfigOption config;

    @Mixin
    private ZoneOption zone;

    @Option(names = "--json", description = "A JSON list of all; times are unix seconds.")
    private boolean isJson;

    @Option(names = "--all", description = "All that are kept, not only the newest of each, their bytes uncut.")
    private boolean isAll;

    @Option(names = "--source", paramLabel = "INPUT", description = "Only what came to this input, such as udp.")
    private String source;

    @Option(names = "--cause", paramLabel = "CAUSE", description = "Only for this cause, such as malformed.")
    private String cause;

    @Spec
    private CommandSpec spec;

    /** What is counted together; a sender's ports are one sender. */
    private record Group(String sender, String source, String cause) {

        static Group of(final Refusal refusal) {
            return new Group(
                    refusal.sender().replaceFirst("(?<=[0-9\\]]):\\d+$", ""), refusal.source(), refusal.cause());
        }
    }

    @Override
    public Integer call() {
        final List<Refusal> kept = RefusedControl.ask(config.config().leela());
        final List<Refusal> refusals = kept.stream()
                .filter(refusal -> source == null || source.equals(refusal.source()))
                .filter(refusal -> cause == null || cause.equals(refusal.cause()))
                .toList();
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            final List<String> rows = refusals.stream()
                    .map(refusal -> RefusedControl.json(refusal).toString())
                    .toList();
            out.println(PrintableText.ofJson("[" + String.join(",\n", rows) + "]"));
        } else if (!refusals.isEmpty()) {
            print(out, refusals);
        }
        out.flush();
        if (refusals.isEmpty()) {
            spec.commandLine().getErr().println("leela: " + PrintableText.of(none(kept)));
        }
        return ExitStatus.GOOD;
    }

    /** A name that is misspelt shall not look like health. */
    private String none(final List<Refusal> kept) {
        final String named = (source == null ? "" : " --source " + source) + (cause == null ? "" : " --cause " + cause);
        return kept.isEmpty()
                ? "nothing was refused since the engine started"
                : "nothing is kept of" + named + "; what is kept is of "
                        + kept.stream()
                                .map(refusal -> refusal.source() + " " + refusal.cause())
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", "));
    }

    private void print(final PrintWriter out, final List<Refusal> refusals) {
        final Map<Group, List<Refusal>> groups = new LinkedHashMap<>();
        refusals.forEach(refusal -> groups.computeIfAbsent(Group.of(refusal), group -> new ArrayList<>())
                .add(refusal));
        out.printf(Locale.ROOT, "%5s  %-10s %-16s %s%n", "kept", "input", "cause", "sender");
        groups.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Group, List<Refusal>> group) ->
                                group.getValue().size())
                        .reversed())
                .forEach(group -> out.println(PrintableText.of(String.format(
                        Locale.ROOT,
                        "%5d  %-10s %-16s %s",
                        group.getValue().size(),
                        group.getKey().source(),
                        group.getKey().cause(),
                        group.getKey().sender()))));
        out.println();
        for (final List<Refusal> group : groups.values()) {
            group.stream().limit(isAll ? Long.MAX_VALUE : SHOWN_OF_EACH).forEach(refusal -> print(out, refusal));
        }
    }

    private void print(final PrintWriter out, final Refusal refusal) {
        out.println(PrintableText.of(Times.text(refusal.timeNs(), zone.zone()) + "  " + refusal.source() + " "
                + refusal.cause() + " from " + refusal.sender() + ", at " + refusal.position() + ": "
                + refusal.reason()));
        if (!refusal.key().isEmpty()) {
            out.println(INDENT + cut(PrintableText.of(refusal.key())));
        }
        out.println(INDENT + cut(PrintableText.of(refusal.bytes())));
        if (MALFORMED.equals(refusal.cause())) {
            tellWhere(out, refusal);
        }
    }

    /** Where a line of another input's format is taken: it may only have come to the wrong port. */
    private void tellWhere(final PrintWriter out, final Refusal refusal) {
        final String line = refusal.bytes().split("\\\\x0[ad]", 2)[0];
        LineFormat.of(line.getBytes(StandardCharsets.US_ASCII))
                .filter(format -> !format.name().equalsIgnoreCase(refusal.source()))
                .ifPresent(format -> out.println(INDENT + "looks like " + format.takenBy(config.config())));
    }

    private String cut(final String text) {
        final int width = Terminal.columns() - INDENT.length();
        return isAll || text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
