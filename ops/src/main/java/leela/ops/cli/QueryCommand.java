package leela.ops.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import leela.adapters.re2.Re2Patterns;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.Input;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.runtime.PrintableText;
import leela.engine.spi.KeyPattern;
import leela.io.http.PercentText;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.ops.admin.ControlException;
import leela.ops.admin.SeriesControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.UrlOption;
import leela.ops.cli.option.ZoneOption;
import leela.ops.client.EngineHttp;
import leela.ops.client.EngineProbe;
import leela.ops.client.Failure;
import leela.ops.client.LiveResults;
import leela.ops.client.NoMatch;
import leela.ops.config.Config;
import leela.ops.queries.PartNotice;
import leela.ops.terminal.Times;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela query}: a standing query on the running engine, its events as they come.
 * Errors: 1 where no engine listens, or it ended before {@code --count}; 2 for a statement that does not follow the
 * grammar.
 */
@Command(
        name = "query",
        description = "Run a standing query and print its events as they come, until ^C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela query 'SELECT id FROM ^web;'",
            "  leela query 'SELECT window 60 (mean) | [> 90] FROM ^web;' --json",
            "  leela query 'SELECT window 60s (p99) FROM latency$;'",
            "  leela query 'SELECT id FROM tag:host=web1, tag:dc~^eu;'",
            "  leela query 'SELECT over 5m (maximum) | changed FROM ^web;'",
            "  leela query 'SELECT id FROM ^foo;' --count 1",
            "  leela query 'SELECT id FROM ^foo;' --url http://10.0.0.7:4080"
        })
final class QueryCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Mixin
    private UrlOption url;

    @Mixin
    private ZoneOption zone;

    @Parameters(paramLabel = "STATEMENT", description = "Such as 'SELECT window 60 (mean) | [> 90] FROM ^web;'")
    private String statement;

    @Option(names = "--json", description = "One JSON object a line: name, value, timestamp.")
    private boolean isJson;

    @Option(names = "--raw", description = "The bytes of keys as they came, whatever a terminal makes of them.")
    private boolean isRaw;

    @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
    private long count = Long.MAX_VALUE;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final Program program = program();
        final Config inForce = config.config();
        if (url.engine().isGiven()) {
            return follow(inForce, program);
        }
        try (ProcClient query = start(inForce, program)) {
            tellMatches(inForce, program);
            final PartNotice notice = new PartNotice(inForce.leela(), program, this::tell);
            if (!print(() -> notice.behind(query.next()))) {
                throw EngineProbe.queryEnded(inForce.leela());
            }
            return ExitStatus.GOOD;
        } catch (final IOException broken) {
            throw new Failure(broken.getMessage(), broken);
        }
    }

    private static ProcClient start(final Config inForce, final Program program) throws IOException {
        final Path proc = inForce.leela().socket(inForce.dmproc().proc());
        try {
            return ProcClient.start(proc, program);
        } catch (final ConnectException absent) {
            throw new Failure(inForce.leela().notRunning(proc), absent);
        } catch (final EOFException | ProcClient.RefusedException ended) {
            throw EngineProbe.queryNotBegun(inForce, ended);
        }
    }

    /** Whoever misspelt a key would else wait for ever. */
    private void tellMatches(final Config inForce, final Program program) {
        try {
            int matching = 0;
            boolean isAll = true;
            for (final Input input : program.inputs()) {
                final MatchingSeries.Count count = SeriesControl.ask(inForce.leela(), input.regex());
                matching += count.matching();
                isAll &= count.isAll();
            }
            tellMatching(
                    (isAll ? "" : "at least ")
                            + matching
                            + (matching == 1 ? " series matches now" : " series match now"),
                    program);
        } catch (final ControlException unknown) {
            // the engine is busy with another question, or is older: the query runs all the same
        }
    }

    private void tellMatching(final String sentence, final Program program) {
        tell(sentence + (sentence.startsWith("0 series") ? NoMatch.hint(program.inputs()) : ""));
    }

    private int follow(final Config inForce, final Program program) {
        try (LiveResults results = LiveResults.follow(
                new EngineHttp(inForce, url.engine()), statement, note -> tellMatching(note, program))) {
            if (!print(results::next)) {
                throw new Failure("the engine at " + url.engine().url() + " has ended the query");
            }
            return ExitStatus.GOOD;
        } catch (final IOException broken) {
            throw new Failure("the stream broke: " + broken.getMessage(), broken);
        }
    }

    /** Where results come from; null at the end. */
    private interface Source {
        Event next() throws IOException;
    }

    /** False where the query ended before there were enough. */
    private boolean print(final Source results) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        for (long printed = 0; printed < count; printed++) {
            final Event event = results.next();
            if (event == null) {
                return false;
            }
            out.println(isJson ? json(event) : line(event));
            out.flush();
        }
        return true;
    }

    private void tell(final String note) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println("leela: " + note);
        err.flush();
    }

    private Program program() {
        try {
            final Program program = Program.parseSelect(statement);
            // the engine would refuse it without a reason
            for (final Input input : program.inputs()) {
                final KeyPattern unused = new Re2Patterns().compile(input.regex());
            }
            return program;
        } catch (final SyntaxException | IllegalArgumentException bad) {
            throw new CommandLine.ParameterException(spec.commandLine(), bad.getMessage(), bad);
        }
    }

    private String line(final Event event) {
        final String key = isRaw ? PrintableText.raw(event.key()) : PrintableText.ofKey(event.key());
        return Times.text(event.timeNs(), zone.zone()) + " " + event.value() + " " + key;
    }

    private static String json(final Event event) {
        final String value =
                Double.isFinite(event.value()) ? Double.toString(event.value()) : "\"" + event.value() + "\"";
        final String text =
                "{\"name\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(PercentText.key(event.key())))
                        + "\",\"value\":" + value + ",\"timestamp\":" + Times.seconds(event.timeNs()) + "}";
        return PrintableText.ofJson(text);
    }
}
