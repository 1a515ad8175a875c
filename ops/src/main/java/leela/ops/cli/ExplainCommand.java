package leela.ops.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import leela.adapters.re2.Re2Patterns;
import leela.ops.client.Failure;
import leela.ops.config.Config;
import leela.ops.service.Explanation;
import leela.ops.service.QueriesFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code leela explain}: a line through the real decoder, limits and rules, and what they made of it.
 * Errors: 1 where the line is rejected.
 */
@Command(name = "explain", description = "Tell how a line of the text protocol is read and what would become of it.")
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "LINE", description = "Such as 'gauge 6|foobar 1.5 1365500000.0;'")
    private String line;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final Config inForce = config.config();
        final PrintWriter out = spec.commandLine().getOut();
        final List<Explanation> explanations = Explanation.of(line.getBytes(StandardCharsets.UTF_8), inForce);
        if (explanations.isEmpty()) {
            throw new Failure("there is nothing in this line to read");
        }
        final List<QueriesFile.Entry> queries = queries(inForce);
        for (final Explanation explanation : explanations) {
            explanation.sentences().forEach(out::println);
            if (!explanation.isRejected()) {
                printMatches(explanation.key(), queries, out);
            }
        }
        out.flush();
        return explanations.stream().anyMatch(Explanation::isRejected) ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    private static List<QueriesFile.Entry> queries(final Config config) {
        final Path file = QueriesFile.in(config.leela().dataDir());
        return Files.exists(file) ? QueriesFile.read(file) : List.of();
    }

    private static void printMatches(final byte[] key, final List<QueriesFile.Entry> queries, final PrintWriter out) {
        int matching = 0;
        for (final QueriesFile.Entry query : queries) {
            if (new Re2Patterns().compile(query.program().regex()).isFoundIn(key)) {
                out.println("query     " + query.program() + " of " + query.owner() + " matches the key");
                matching++;
            }
        }
        out.println("queries   " + matching + " of " + queries.size() + " standing queries match");
    }
}
