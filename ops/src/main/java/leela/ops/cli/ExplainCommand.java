package leela.ops.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import leela.adapters.re2.Re2Patterns;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.ControlException;
import leela.ops.admin.QueriesControl;
import leela.ops.admin.QueriesControl.QueryFigures;
import leela.ops.check.Explanation;
import leela.ops.check.Format;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import leela.ops.client.LineFormat;
import leela.ops.config.Config;
import leela.ops.config.LeelaConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela explain}: a line through the real decoder, limits and rules, and what they made of it.
 * Errors: 1 where the line is rejected.
 */
@Command(
        name = "explain",
        description = {
            "Tell how a line is read and what would become of it.",
            "Of another program's line also which section of the configuration takes it, and whether that is enabled."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela explain \"gauge 6|foobar 1.5 $(date +%%s);\"",
            "  leela explain 'room.temperature: 21.5'",
            "  leela explain --format graphite 'web1.load;host=a 1.5 -1'"
        })
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "What the line is: text (the default), graphite, opentsdb, influx or statsd.")
    private Format format;

    @Parameters(paramLabel = "LINE", description = "Such as 'gauge 6|foobar 1.5 1795388415.0;'")
    private String line;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final Config inForce = config.config();
        final PrintWriter out = spec.commandLine().getOut();
        final byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        final List<Explanation> explanations = Explanation.of(format, bytes, inForce);
        if (explanations.isEmpty()) {
            throw new Failure("there is nothing in this line to read");
        }
        final Function<byte[], List<String>> matches = matches(inForce.leela());
        if (format != Format.TEXT) {
            out.println("taken by  " + format.takenBy(inForce));
        }
        for (final Explanation explanation : explanations) {
            explanation.sentences().stream().map(PrintableText::of).forEach(out::println);
            if (explanation.isRejected()) {
                describe(bytes, inForce, out);
            } else {
                matches.apply(explanation.key()).forEach(out::println);
            }
        }
        out.flush();
        return explanations.stream().anyMatch(Explanation::isRejected) ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    /** What it should look like; and what becomes of a line of another format where that is read. */
    private void describe(final byte[] bytes, final Config inForce, final PrintWriter out) {
        if (format != Format.TEXT) {
            out.println("format    a line is: " + format.form());
            return;
        }
        LineFormat.describe(bytes).ifPresent(told -> out.println("format    " + told));
        LineFormat.of(bytes).ifPresent(other -> explainAs(other, bytes, inForce, out));
    }

    /** What becomes of the line where it is sent to whom it is meant for. */
    private static void explainAs(final Format other, final byte[] bytes, final Config inForce, final PrintWriter out) {
        out.println("taken by  " + other.takenBy(inForce));
        for (final Explanation explanation : Explanation.of(other, bytes, inForce)) {
            explanation.sentences().stream()
                    .map(PrintableText::of)
                    .map(sentence -> "  " + sentence)
                    .forEach(out::println);
        }
    }

    /** What to say of a key. A line is explained also where no engine runs; which queries match is not known then. */
    private static Function<byte[], List<String>> matches(final LeelaConfig engine) {
        try {
            final List<QueryFigures> queries = QueriesControl.ask(engine);
            return key -> matches(key, queries);
        } catch (final ControlException unknown) {
            return key -> List.of("queries   not known: " + unknown.getMessage());
        }
    }

    private static List<String> matches(final byte[] key, final List<QueryFigures> queries) {
        final List<String> sentences = new ArrayList<>();
        for (final QueryFigures query : queries) {
            if (new Re2Patterns().compile(query.program().regex()).isFoundIn(key)) {
                sentences.add(
                        "query     " + PrintableText.of(query.program() + " of " + query.owner()) + " matches the key");
            }
        }
        sentences.add("queries   " + sentences.size() + " of " + queries.size() + " standing queries match");
        return sentences;
    }
}
