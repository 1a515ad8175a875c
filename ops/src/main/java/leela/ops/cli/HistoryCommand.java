package leela.ops.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.OneOf;
import leela.ops.cli.option.UrlOption;
import leela.ops.cli.option.ZoneOption;
import leela.ops.client.EngineHttp;
import leela.ops.client.EngineKeys;
import leela.ops.client.Failure;
import leela.ops.client.SeriesReader;
import leela.ops.config.Config;
import leela.ops.config.Quantity;
import leela.ops.terminal.Chart;
import leela.ops.terminal.Terminal;
import leela.ops.terminal.TimeArgument;
import leela.ops.terminal.Times;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela history}: the points of some keys, streamed; a small chart of each where a person looks on.
 * Errors: 1 where the range holds nothing, there is no such key, or no engine answers.
 */
@Command(
        name = "history",
        description = {
            "Print the history of keys: charts on a terminal, else lines of time and value.",
            "Behind time and value stands the key where several are asked for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela history web1.load",
            "  leela history web1.load --last 1w --csv > load.csv",
            "  leela history 'web*.load' --start 2026-11-29 --finish -1h30m",
            "  leela history web1.load --last 4w --step 1h --fn p99",
            "  leela history cpu --tag host=web1 --tag 'core~^[0-3]$'",
            "  leela history web1.load --last 10m --follow"
        })
final class HistoryCommand implements Callable<Integer> {

    private static final String DAY = "24h";
    private static final int MOST_NAMED = 3;
    private static final Duration PERIOD = Duration.ofSeconds(1);

    @Mixin
    private ConfigOption config;

    @Mixin
    private UrlOption url;

    @Mixin
    private ZoneOption zone;

    @Parameters(
            paramLabel = "KEY",
            arity = "0..*",
            description =
                    "A key as it was sent or as 'leela keys' shows it; or a glob, such as 'web*.load'. With --tag "
                            + "none need be given.")
    private List<String> names = List.of();

    @Option(
            names = "--tag",
            paramLabel = "CONDITION",
            description = "Only keys for whose tags this holds, as with 'leela keys'; may be given several times.")
    private List<String> tags = List.of();

    @Option(names = "--last", paramLabel = "TIME", description = "How far back, such as 1h30m, 24h (default), 1w.")
    private String last;

    @Option(names = "--start", paramLabel = "TIME", description = "First time: " + TimeArgument.FORMS + ".")
    private String start;

    @Option(names = "--finish", paramLabel = "TIME", description = "Last time, written as the first; now if left out.")
    private String finish;

    @Option(
            names = "--step",
            paramLabel = "TIME",
            description = "One point for each so long, such as 60s, 5m, 1h; see --fn.")
    private String step;

    @Option(
            names = "--max-points",
            paramLabel = "N",
            description = "Instead of --step: as long as gives no more points than so many.")
    private String maxPoints;

    @Option(
            names = "--fn",
            paramLabel = "NAME",
            description = "What is made of a step's points: mean (default), min, max, sum, count, first, last, p99 ...")
    private String function;

    @Option(names = "--follow", description = "Go on with new points as they are stored, as lines, until ^C.")
    private boolean isFollowing;

    @Option(names = "--json", description = "The engine's answer as it is, one a line.")
    private boolean isJson;

    @Option(names = "--csv", description = "Lines of unix time and value, with a heading.")
    private boolean isCsv;

    @Option(names = "--raw", description = "The bytes of keys as they are, whatever a terminal makes of them.")
    private boolean isRaw;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;
    private EngineHttp http;
    private boolean isOfSeveral;

    /** Unix seconds, as the engine takes them: both ends belong to it. */
    private record Range(String start, String finish) {}

    /** A key, and where the next look at it begins. */
    private record Followed(byte[] key, BigDecimal behind) {}

    @Override
    public Integer call() throws IOException {
        OneOf.check(spec, "--json", "--csv");
        OneOf.check(spec, "--json", "--raw");
        OneOf.check(spec, "--step", "--max-points");
        final Instant now = Instant.ofEpochSecond(0, new SystemClock().timeNs());
        final Range range = range(now);
        final Config inForce = config.config();
        out = spec.commandLine().getOut();
        http = new EngineHttp(inForce, url.engine());
        final List<byte[]> keys = keys(new EngineKeys(inForce, url.engine()));
        if (isCsv) {
            out.println(isOfSeveral ? "time,value,key" : "time,value");
        }
        final List<Followed> followed = new ArrayList<>();
        boolean hasPoints = false;
        for (final byte[] key : keys) {
            final BigDecimal newest = print(key, range);
            hasPoints |= newest != null;
            followed.add(new Followed(key, newest == null ? new BigDecimal(range.finish()) : newest));
        }
        out.flush();
        if (isFollowing) {
            follow(followed);
        }
        if (!hasPoints) {
            throw new Failure("no points of "
                    + keys.stream().limit(MOST_NAMED).map(PrintableText::ofKey).collect(Collectors.joining(", "))
                    + (keys.size() > MOST_NAMED ? ", …" : "") + " in that range"
                    + documents(keys.get(0), range));
        }
        return ExitStatus.GOOD;
    }

    /** What stands under the key in place of points, which no command shows; else nothing. */
    private String documents(final byte[] key, final Range range) throws IOException {
        final String path = "/v1/data/" + EngineHttp.encode(key);
        try (InputStream body = http.get(path + "?start=" + range.start() + "&finish=" + range.finish() + "&limit=1")) {
            return body == null
                    ? ""
                    : "; it holds documents, such as notifications: GET /v1/data/past24/" + PrintableText.ofKey(key);
        }
    }

    /** What is meant by each word; a glob may mean several. */
    private List<byte[]> keys(final EngineKeys known) throws IOException {
        if (!tags.isEmpty()) {
            return tagged(known);
        }
        final List<byte[]> keys = new ArrayList<>();
        isOfSeveral = names.size() > 1;
        for (final String name : names) {
            final byte[] typed = PrintableText.keyOf(name);
            final List<byte[]> named = known.named(typed);
            if (named.isEmpty()) {
                throw known.unknown(name, typed);
            }
            isOfSeveral |= named.size() > 1;
            keys.addAll(named);
        }
        return keys;
    }

    private List<byte[]> tagged(final EngineKeys known) throws IOException {
        final List<byte[]> conditions = tags.stream().map(PrintableText::keyOf).toList();
        final List<byte[]> keys = new ArrayList<>();
        for (final String name : names.isEmpty() ? List.of("*") : names) {
            final int before = keys.size();
            keys.addAll(known.tagged(PrintableText.keyOf(name), conditions));
            if (keys.size() == before) {
                throw new Failure(
                        "no key " + (names.isEmpty() ? "" : name + " ") + "has these tags: " + String.join(", ", tags));
            }
        }
        isOfSeveral = keys.size() > 1;
        return keys;
    }

    /** The time of the newest point, null where there is none. */
    private BigDecimal print(final byte[] key, final Range range) throws IOException {
        final String ends = "start=" + range.start() + "&finish=" + range.finish();
        final String path = isSummedUp()
                ? "/v1/query?key=" + EngineHttp.encode(key) + "&" + ends + parameter("step", step)
                        + parameter("max_points", maxPoints) + parameter("fn", function)
                : "/v1/key/" + EngineHttp.encode(key) + "?" + ends;
        try (InputStream body = http.get(path)) {
            return body == null ? null : print(key, body);
        }
    }

    private boolean isSummedUp() {
        return step != null || maxPoints != null || function != null;
    }

    private static String parameter(final String name, final String value) {
        return value == null ? "" : "&" + name + "=" + EngineHttp.encode(value.getBytes(StandardCharsets.UTF_8));
    }

    private BigDecimal print(final byte[] key, final InputStream body) throws IOException {
        final String name = isRaw ? PrintableText.raw(key) : PrintableText.ofKey(key);
        final String[] newest = {null};
        if (isJson) {
            final String answer = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            out.println(isRaw ? answer : PrintableText.ofJson(answer));
            return BigDecimal.ZERO;
        } else if (isCsv) {
            final String column = isOfSeveral ? "," + quoted(name) : "";
            SeriesReader.read(body, (seconds, value) -> {
                out.println(seconds + "," + value + column);
                newest[0] = seconds;
            });
        } else if (Terminal.isInteractive() && !isFollowing) {
            final Chart chart = new Chart(Terminal.columns(), zone.zone());
            SeriesReader.read(body, (seconds, value) -> {
                chart.add(Double.parseDouble(seconds), Double.parseDouble(value));
                newest[0] = seconds;
            });
            out.println(name);
            chart.print(out);
        } else {
            final String column = isOfSeveral ? " " + name : "";
            SeriesReader.read(body, (seconds, value) -> {
                out.println(Times.text(seconds, zone.zone()) + " " + value + column);
                newest[0] = seconds;
            });
        }
        return newest[0] == null ? null : new BigDecimal(newest[0]);
    }

    /** Looks again each second, behind what was printed; the end of the output, or ^C, ends it. */
    private void follow(final List<Followed> first) throws IOException {
        final List<Followed> followed = new ArrayList<>(first);
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PERIOD.toNanos());
            final long nowSeconds = new SystemClock().timeNs() / 1_000_000_000L;
            for (int i = 0; i < followed.size(); i++) {
                final Followed one = followed.get(i);
                final String behind =
                        one.behind().add(new BigDecimal("0.000000001")).toPlainString();
                if (one.behind().longValue() < nowSeconds) {
                    final BigDecimal newest = print(one.key(), new Range(behind, Long.toString(nowSeconds)));
                    followed.set(i, newest == null ? one : new Followed(one.key(), newest));
                }
            }
            out.flush();
        }
    }

    private Range range(final Instant now) {
        if (names.isEmpty() && tags.isEmpty()) {
            throw misused("leela history needs a KEY, or --tag");
        }
        if (start == null && finish != null || start != null && last != null) {
            throw misused("give --last, or --start and perhaps --finish");
        }
        if (isFollowing && (finish != null || isJson)) {
            throw misused("--follow goes on from now, as lines: leave out --finish and --json");
        }
        if (isFollowing && isSummedUp()) {
            throw misused("--follow shows points as they come: leave out --step, --max-points and --fn");
        }
        final Instant end = finish == null ? now : time("--finish", finish, now).last();
        final Instant begin =
                start == null ? now.minus(back()) : time("--start", start, now).first();
        if (begin.isAfter(end)) {
            throw misused("--start: " + start + " is behind the end, "
                    + Times.text(end.getEpochSecond() * 1_000_000_000L, zone.zone()));
        }
        return new Range(seconds(begin), seconds(end));
    }

    private TimeArgument time(final String option, final String text, final Instant now) {
        try {
            return TimeArgument.parse(text, zone.zone(), now, Quantity::time);
        } catch (final IllegalArgumentException malformed) {
            throw misused(option + ": " + text + " (expected: " + malformed.getMessage() + ")");
        }
    }

    private Duration back() {
        try {
            return Quantity.time(last == null ? DAY : last);
        } catch (final IllegalArgumentException malformed) {
            throw misused("--last: " + last + " (expected: " + malformed.getMessage() + ")");
        }
    }

    private CommandLine.ParameterException misused(final String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }

    private static String seconds(final Instant moment) {
        return BigDecimal.valueOf(Math.max(0, moment.getEpochSecond()))
                .add(BigDecimal.valueOf(moment.getNano(), 9))
                .toPlainString();
    }

    private static String quoted(final String field) {
        return field.matches("(?s).*[\",].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
