package leela.ops.cli.alert;

import java.util.ArrayList;
import java.util.List;
import leela.engine.runtime.PrintableText;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * What stands behind the first word of {@code ack}, {@code close} and {@code silence}: further numbers, or a text.
 * Numbers with words behind them could be both, and are refused: a wrong guess would close what nobody meant.
 * Thread: main.
 */
final class SaidText {

    /** What the words behind the first one are. */
    static final String WORDS =
            "Further numbers, where nothing else stands here; or what others should know. A text that "
                    + "begins with a number, and one for several alerts, goes behind --text.";

    @Option(names = "--text", paramLabel = "TEXT", description = "What others should know.")
    private String text;

    /** Numbers, all of which are meant, and what is said of each. */
    record Meant(List<String> numbers, String text) {}

    /** A first word that is a number. */
    Meant behind(final CommandSpec command, final String first, final List<String> words) {
        final List<String> numbers = words.stream()
                .takeWhile(Said::isNumber)
                .distinct()
                .filter(word -> !word.equals(first))
                .toList();
        final int leading = (int) words.stream().takeWhile(Said::isNumber).count();
        if (text != null && leading < words.size()) {
            throw twice(command, words.subList(leading, words.size()));
        }
        if (leading > 0 && leading < words.size()) {
            throw doubtful(command, first, words, leading);
        }
        final List<String> all = new ArrayList<>(List.of(Said.number(command, first)));
        all.addAll(numbers);
        return new Meant(List.copyOf(all), leading == words.size() ? given() : String.join(" ", words));
    }

    /** Where the first word is no number, all behind it is said. */
    String said(final CommandSpec command, final List<String> words) {
        if (text != null && !words.isEmpty()) {
            throw twice(command, words);
        }
        return text == null ? String.join(" ", words) : text;
    }

    private String given() {
        return text == null ? "" : text;
    }

    private static CommandLine.ParameterException twice(final CommandSpec command, final List<String> words) {
        return new CommandLine.ParameterException(
                command.commandLine(),
                "TEXT: " + PrintableText.of(String.join(" ", words)) + " (expected: no text beside --text)");
    }

    private static CommandLine.ParameterException doubtful(
            final CommandSpec command, final String first, final List<String> words, final int leading) {
        final String before = "leela " + command.name() + " " + first;
        return new CommandLine.ParameterException(
                command.commandLine(),
                words.get(0) + ": may be a further alert, or what is said; nothing is done (expected: " + before
                        + " --text " + quoted(words) + ", or " + before + " "
                        + String.join(" ", words.subList(0, leading)) + " --text "
                        + quoted(words.subList(leading, words.size())) + ")");
    }

    /** As a shell takes it. */
    private static String quoted(final List<String> words) {
        return '"' + String.join(" ", words).replaceAll("[\\\\\"$`]", "\\\\$0") + '"';
    }
}
