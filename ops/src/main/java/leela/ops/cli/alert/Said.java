package leela.ops.cli.alert;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.AlertsControl;
import leela.ops.config.LeelaConfig;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What is said to the engine of alerts, and its answer. Thread: any. */
final class Said {

    /** At the end of an answer. */
    private static final Pattern HINT = Pattern.compile("(To end (?:that|it): )((?:UNSILENCE|DROP ALERT) [^;\"]+);$");

    private Said() {}

    /** A number that was typed, so that the engine need not tell where in a statement it stands. */
    static String number(final CommandSpec command, final String typed) {
        if (!typed.matches("\\d{1,18}")) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "NUMBER: " + PrintableText.of(typed) + " (expected: a whole number)");
        }
        return typed;
    }

    /** One statement in quotes needs no semicolon. */
    static String statement(final String typed) {
        return typed.stripTrailing().endsWith(";") ? typed : typed + ";";
    }

    /** Who says it, as others see it. */
    static String user() {
        return user(System.getProperty("user.name", "somebody"), System.getenv("SUDO_USER"));
    }

    /** Who became another by sudo is still himself. */
    static String user(final String user, final String before) {
        return (before == null || before.isBlank() || before.equals(user) ? user : before + " as " + user)
                + " on the command line";
    }

    /** What is said next, as it is typed into a shell; the engine says it as in a chat. */
    static String ofShell(final String line) {
        return HINT.matcher(line).replaceAll(hint -> {
            final String statement = hint.group(2);
            return Matcher.quoteReplacement(hint.group(1)
                    + (statement.startsWith("UNSILENCE ")
                            ? "leela unsilence " + statement.substring("UNSILENCE ".length())
                            : "leela alerts \"" + statement + ";\""));
        });
    }

    /** Numbers that follow the first are further ones, not what is said. */
    static List<String> numbers(final CommandSpec command, final String first, final List<String> text) {
        final List<String> numbers = new ArrayList<>(List.of(number(command, first)));
        text.stream().takeWhile(word -> word.matches("\\d{1,18}")).forEach(numbers::add);
        return numbers;
    }

    /** Says this word of each number, with the text behind them, and prints the answers. */
    static void ofEach(
            final String word,
            final LeelaConfig engine,
            final CommandSpec command,
            final String first,
            final List<String> text) {
        final List<String> numbers = numbers(command, first, text);
        final List<String> said = text.subList(numbers.size() - 1, text.size());
        numbers.forEach(one -> of(word, engine, command, one, said));
    }

    /** The same of one. */
    static void of(
            final String word,
            final LeelaConfig engine,
            final CommandSpec command,
            final String number,
            final List<String> text) {
        final String said = String.join(" ", text).replace(";", ",");
        print(
                command.commandLine().getOut(),
                AlertsControl.say(engine, word + " " + number + " " + said + ";", user()));
    }

    static void print(final PrintWriter out, final String answer) {
        answer.lines().map(Said::ofShell).forEach(line -> out.println(PrintableText.of(line)));
        out.flush();
    }
}
