package leela.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.UrlOption;
import leela.ops.cli.option.ZoneOption;
import leela.ops.client.EngineHttp;
import leela.ops.client.EngineKeys;
import leela.ops.client.Failure;
import leela.ops.config.Quantity;
import leela.ops.terminal.Terminal;
import leela.ops.terminal.TimeArgument;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela delete}: takes points, documents or whole keys out of storage, once a person has said yes.
 * Errors: 1 where that was not said, or the engine does not do it.
 */
@Command(
        name = "delete",
        description = {
            "Delete points of a key, or whole keys, for good.",
            "What senders send on is stored again. On a terminal it says how much, and asks."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela delete web1.load --start 2026-11-29T10:00 --finish 2026-11-29T10:30",
            "  leela delete deployments --documents --start 2026-11-01 --finish now",
            "  leela delete --glob 'test.*' --dry-run",
            "  leela delete --glob 'test.*' --yes"
        })
final class DeleteCommand implements Callable<Integer> {

    private static final int KEYS_A_PORTION = 1000;

    @Mixin
    private ConfigOption config;

    @Mixin
    private UrlOption url;

    @Mixin
    private ZoneOption zone;

    private static final long TELL_NS = TimeUnit.SECONDS.toNanos(3);

    @Parameters(paramLabel = "KEY", arity = "0..1", description = "The key whose points are deleted.")
    private String name;

    @Option(names = "--start", paramLabel = "TIME", description = "First time: " + TimeArgument.FORMS + ".")
    private String start;

    @Option(names = "--finish", paramLabel = "TIME", description = "Last time, written as the first.")
    private String finish;

    @Option(names = "--documents", description = "The key's documents in place of its points.")
    private boolean isOfDocuments;

    @Option(
            names = "--glob",
            paramLabel = "PATTERN",
            description = "All keys that it matches, such as 'test.*', with all that they hold, in place of KEY.")
    private String glob;

    @Option(names = "--dry-run", description = "Only say how much would be deleted.")
    private boolean isDry;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean isAgreed;

    @Spec
    private CommandSpec spec;

    private EngineHttp http;

    @Override
    public Integer call() throws IOException {
        if ((name == null) == (glob == null)) {
            throw misused("give a KEY with --start and --finish, or a --glob");
        }
        if (name == null && (start != null || finish != null || isOfDocuments)) {
            throw misused("--glob deletes whole keys: leave out --start, --finish and --documents");
        }
        if (name != null && (start == null || finish == null)) {
            throw misused("--start and --finish are needed to delete of a key");
        }
        final String path = name == null ? keysPath() : rangePath();
        checkKey();
        http = new EngineHttp(config.config(), url.engine());
        final PrintWriter out = spec.commandLine().getOut();
        if (isDry || !isAgreed) {
            final String found = count(path, true);
            if (isDry) {
                out.println(found + " would be deleted");
                return ExitStatus.GOOD;
            }
            ask(found);
        }
        out.println(count(path, false) + " deleted");
        return ExitStatus.GOOD;
    }

    /** Nothing deleted of a key that is not there would look like work that is done. */
    private void checkKey() throws IOException {
        if (name == null || isOfDocuments) {
            return;
        }
        final byte[] typed = PrintableText.keyOf(name);
        final EngineKeys keys = new EngineKeys(config.config(), url.engine());
        final List<byte[]> named = keys.named(typed);
        if (named.isEmpty() && !EngineKeys.isGlob(typed)) {
            throw keys.unknown(name, typed);
        }
        if (EngineKeys.isGlob(typed) && named.stream().noneMatch(key -> Arrays.equals(key, typed))) {
            throw misused("KEY: " + name + " (expected: one key; --glob deletes whole keys)");
        }
    }

    private void ask(final String found) throws IOException {
        if (!Terminal.isInteractive()) {
            throw new Failure("nothing was deleted: say --yes where nobody can be asked (" + found + ")");
        }
        final PrintWriter err = spec.commandLine().getErr();
        err.print("Delete " + found + " for good? [y/N] ");
        err.flush();
        final String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (answer == null || !answer.strip().matches("(?i)y(es)?")) {
            throw new Failure("nothing was deleted");
        }
    }

    /** What it comes to, a portion at a time. */
    private String count(final String path, final boolean onlyLooks) throws IOException {
        final String what = name == null ? "keys" : isOfDocuments ? "documents" : "points";
        long count = 0;
        long toldNs = new SystemClock().ticksNs();
        String next = "";
        do {
            final JsonNode results = http.delete(path
                    + (onlyLooks ? "&dry_run" : "")
                    + (next.isEmpty() ? "" : "&after=" + EngineHttp.encode(next.getBytes(StandardCharsets.UTF_8))));
            count += results.path(onlyLooks ? "found" : "deleted").path(what).asLong();
            next = results.path("next").asText("");
            if (!next.isEmpty() && new SystemClock().ticksNs() - toldNs > TELL_NS) {
                toldNs = new SystemClock().ticksNs();
                // who ends the command then knows how far it came
                spec.commandLine()
                        .getErr()
                        .println("leela: " + count + " " + what + (onlyLooks ? " found" : " deleted") + " so far");
                spec.commandLine().getErr().flush();
            }
        } while (!next.isEmpty());
        return count + " " + (count == 1 ? what.substring(0, what.length() - 1) : what);
    }

    private String keysPath() {
        return "/v1/keys?limit=" + KEYS_A_PORTION + "&glob=" + EngineHttp.encode(PrintableText.keyOf(glob));
    }

    private String rangePath() {
        final Instant now = Instant.ofEpochSecond(0, new SystemClock().timeNs());
        final Instant first = time("--start", start, now).first();
        final Instant last = time("--finish", finish, now).last();
        if (first.isAfter(last)) {
            throw misused("--start: " + start + " is behind --finish, " + finish);
        }
        return (isOfDocuments ? "/v1/data/" : "/v1/key/") + EngineHttp.encode(PrintableText.keyOf(name)) + "?start="
                + seconds(first) + "&finish=" + seconds(last);
    }

    private TimeArgument time(final String option, final String text, final Instant now) {
        try {
            return TimeArgument.parse(text, zone.zone(), now, Quantity::time);
        } catch (final IllegalArgumentException malformed) {
            throw misused(option + ": " + text + " (expected: " + malformed.getMessage() + ")");
        }
    }

    private static String seconds(final Instant moment) {
        return BigDecimal.valueOf(Math.max(0, moment.getEpochSecond()))
                .add(BigDecimal.valueOf(moment.getNano(), 9))
                .toPlainString();
    }

    private CommandLine.ParameterException misused(final String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
