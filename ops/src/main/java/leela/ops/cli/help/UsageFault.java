package leela.ops.cli.help;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import leela.engine.runtime.PrintableText;
import leela.ops.client.BadRequest;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What is said of a command that was not understood: {@code OPTION: value (expected: what)}, whoever found it out.
 * Thread: any; stateless.
 */
public final class UsageFault {

    private UsageFault() {}

    /** What was misspelt, left out or is of the wrong kind, and what it may have been meant to be. */
    public static String of(final CommandLine.ParameterException error) {
        final CommandSpec command = error.getCommandLine().getCommandSpec();
        if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, command);
        }
        if (error instanceof CommandLine.MissingParameterException missing) {
            return missing(missing, command);
        }
        if (error instanceof CommandLine.OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + ": it is given twice (expected: once)";
        }
        return PrintableText.of(
                error.getArgSpec() == null || error.getValue() == null
                        ? error.getMessage()
                        : name(error.getArgSpec()) + ": " + error.getValue() + " (expected: "
                                + expected(error.getArgSpec()) + ")");
    }

    /** What the engine does not take; of an option, which it knows by the name of its parameter. */
    public static String of(final BadRequest asked, final CommandSpec command) {
        final String message = PrintableText.of(asked.getMessage());
        final String[] parts = message.split(": ", 2);
        final String option = "--" + parts[0].replace('_', '-');
        return parts.length == 2 && command.findOption(option) != null ? option + ": " + parts[1] : message;
    }

    private static String unmatched(final CommandLine.UnmatchedArgumentException unmatched, final CommandSpec command) {
        final String word = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            return UnknownWord.sentence(
                    "option", word.split("=", 2)[0], command.optionsMap().keySet());
        }
        return command.parent() == null
                ? UnknownWord.sentence("command", word, command.subcommands().keySet())
                : command.name() + " takes no more arguments: " + PrintableText.of(word) + " is one too many";
    }

    private static String missing(final CommandLine.MissingParameterException missing, final CommandSpec command) {
        final List<ArgSpec> all = missing.getMissing();
        final ArgSpec first = all.isEmpty() ? missing.getArgSpec() : all.get(0);
        // an option that need not be there stands there without its value
        if (first instanceof OptionSpec && !first.required()) {
            return name(first) + " needs a " + first.paramLabel();
        }
        return command.qualifiedName() + " needs "
                + all.stream()
                        .map(one -> one instanceof OptionSpec option
                                ? name(option) + " " + option.paramLabel()
                                : "a " + one.paramLabel())
                        .collect(Collectors.joining(" and "));
    }

    private static String name(final ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String expected(final ArgSpec argument) {
        final Class<?> type = argument.type();
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(one -> ((Enum<?>) one).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == boolean.class ? "nothing behind it" : argument.paramLabel();
    }
}
