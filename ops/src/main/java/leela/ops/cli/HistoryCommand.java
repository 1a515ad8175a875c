package leela.ops.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import leela.engine.runtime.SystemClock;
import leela.ops.client.EngineHttp;
import leela.ops.client.Failure;
import leela.ops.client.SeriesReader;
import leela.ops.config.Quantity;
import leela.ops.terminal.Chart;
import leela.ops.terminal.Terminal;
import leela.ops.terminal.Times;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela history}: the points of a key, streamed; a small chart where a person looks on.
 * Errors: 1 where the range holds nothing or no engine answers.
 */
@Command(
        name = "history",
        description = "Print the history of a key: a chart on a terminal, else lines of time and value.")
final class HistoryCommand implements Callable<Integer> {

    private static final String DAY = "24h";
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "KEY", description = "The key, as it was sent.")
    private String key;

    @Option(names = "--last", paramLabel = "TIME", description = "How far back, such as 90m, 24h (default), 30d.")
    private String last;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "First time: YYYYmmddTHHMM, unix seconds or RFC 3339, in UTC.")
    private String start;

    @Option(names = "--finish", paramLabel = "TIME", description = "Last time; now if it is left out.")
    private String finish;

    @Option(names = "--json", description = "The engine's answer as it is.")
    private boolean isJson;

    @Option(names = "--csv", description = "Lines of unix time and value, with a heading.")
    private boolean isCsv;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        try (InputStream body =
                new EngineHttp(config.config().http()).get("/v1/" + EngineHttp.encode(key) + "?" + range())) {
            if (body == null) {
                throw new Failure("no points of " + key + " in that range");
            }
            print(body, out);
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private void print(final InputStream body, final PrintWriter out) throws IOException {
        if (isJson) {
            out.println(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } else if (isCsv) {
            out.println("time,value");
            SeriesReader.read(body, (seconds, value) -> out.println(seconds + "," + value));
        } else if (Terminal.isInteractive()) {
            final Chart chart = new Chart(Terminal.columns());
            SeriesReader.read(
                    body, (seconds, value) -> chart.add(Double.parseDouble(seconds), Double.parseDouble(value)));
            out.println(key);
            chart.print(out);
        } else {
            SeriesReader.read(body, (seconds, value) -> out.println(Times.text(seconds) + " " + value));
        }
    }

    private String range() {
        if (start == null && finish != null || start != null && last != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "give --last, or --start and perhaps --finish");
        }
        final long nowSeconds = new SystemClock().timeNs() / NS_PER_SECOND;
        if (start != null) {
            return "start=" + EngineHttp.encode(start) + "&finish="
                    + (finish == null ? nowSeconds : EngineHttp.encode(finish));
        }
        return "start=" + (nowSeconds - back().toSeconds()) + "&finish=" + nowSeconds;
    }

    private Duration back() {
        try {
            return Quantity.time(last == null ? DAY : last);
        } catch (final IllegalArgumentException malformed) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--last: " + last + " (expected: " + malformed.getMessage() + ")", malformed);
        }
    }
}
