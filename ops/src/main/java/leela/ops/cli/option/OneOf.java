package leela.ops.cli.option;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Options of which a command takes one: of two, one would be left out without a word. Thread: any; stateless. */
public final class OneOf {

    private OneOf() {}

    /** Refuses two of these. */
    public static void check(final CommandSpec command, final String... names) {
        final CommandLine line = command.commandLine();
        final List<String> given = Stream.of(names)
                .filter(name -> line.getParseResult().hasMatchedOption(name))
                .toList();
        if (given.size() > 1) {
            throw new CommandLine.ParameterException(
                    line, given.get(1) + ": it stands beside " + given.get(0) + " (expected: one of the two)");
        }
    }
}
