package leela.ops.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import leela.engine.dmproc.Program;
import leela.engine.dmproc.SyntaxException;
import leela.ops.config.Config;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela query}: a standing query on the running engine, its events as they come.
 * Errors: 1 where no engine listens, or it ended before {@code --count}; 2 for a statement that does not follow the grammar.
 */
@Command(name = "query", description = "Run a standing query and print its events as they come, until ^C.")
final class QueryCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "STATEMENT", description = "Such as 'SELECT window 60 (mean) | [> 90] FROM ^web;'")
    private String statement;

    @Option(names = "--json", description = "One JSON object a line: name, value, timestamp.")
    private boolean isJson;

    @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
    private long count = Long.MAX_VALUE;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final Program program = program();
        final Config inForce = config.config();
        try (LiveQuery query = new LiveQuery(inForce.leela().socket(inForce.dmproc().proc()), program)) {
            return print(query, spec.commandLine().getOut());
        }
    }

    private int print(final LiveQuery query, final PrintWriter out) throws IOException {
        for (long printed = 0; printed < count; printed++) {
            final EventReader.Event event = query.next();
            if (event == null) {
                throw new Failure("the engine has ended the query");
            }
            out.println(isJson ? json(event) : Times.text(event.timeNs()) + " " + event.value() + " " + event.key());
            if (!query.hasMore() && flushFailed(out)) {
                return ExitStatus.GOOD; // nobody reads any more
            }
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private static boolean flushFailed(final PrintWriter out) {
        out.flush();
        return out.checkError();
    }

    private Program program() {
        try {
            return Program.parseSelect(statement);
        } catch (final SyntaxException | IllegalArgumentException bad) {
            throw new CommandLine.ParameterException(spec.commandLine(), bad.getMessage(), bad);
        }
    }

    private static String json(final EventReader.Event event) {
        final boolean isFinite = Double.isFinite(Double.parseDouble(event.value()));
        return "{\"name\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(event.key())) + "\",\"value\":"
                + (isFinite ? event.value() : "\"" + event.value() + "\"") + ",\"timestamp\":" + event.seconds() + "}";
    }
}
