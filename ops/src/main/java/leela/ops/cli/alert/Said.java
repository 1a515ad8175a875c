package leela.ops.cli.alert;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.AlertsControl;
import leela.ops.admin.ControlException;
import leela.ops.cli.option.ExitStatus;
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
        if (!isNumber(typed)) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "NUMBER: " + PrintableText.of(typed) + " (expected: a whole number)");
        }
        return typed;
    }

    static boolean isNumber(final String typed) {
        return typed.matches("\\d{1,18}");
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

    /**
     * Says this of each, prints the answers, and of several which were not done: one that is over is no reason to leave
     * out the next. The exit status.
     */
    static int ofEach(
            final LeelaConfig engine,
            final CommandSpec command,
            final List<String> numbers,
            final Function<String, String> statement) {
        return each(command, numbers, number -> AlertsControl.say(engine, statement.apply(number), user()));
    }

    /** The same of whoever answers; a refusal has no cause, but where nobody answers it has. */
    static int each(final CommandSpec command, final List<String> numbers, final UnaryOperator<String> say) {
        final PrintWriter err = command.commandLine().getErr();
        final List<String> left = new ArrayList<>(numbers);
        for (final String number : numbers) {
            try {
                print(command.commandLine().getOut(), say.apply(number));
                left.remove(number);
            } catch (final ControlException refused) {
                if (numbers.size() == 1) {
                    throw refused;
                }
                refused.getMessage().lines().forEach(line -> err.println("leela: " + PrintableText.of(line)));
                if (refused.getCause() != null) {
                    break;
                }
            }
        }
        if (left.isEmpty()) {
            return ExitStatus.GOOD;
        }
        final List<String> done =
                numbers.stream().filter(one -> !left.contains(one)).toList();
        err.println("leela: not done: " + String.join(", ", left) + "; done: "
                + (done.isEmpty() ? "none" : String.join(", ", done)));
        err.flush();
        return ExitStatus.FAILED;
    }

    /** A semicolon would end the statement. */
    static String text(final String said) {
        return said.isEmpty() ? "" : " " + said.replace(";", ",");
    }

    static void print(final PrintWriter out, final String answer) {
        answer.lines().map(Said::ofShell).forEach(line -> out.println(PrintableText.of(line)));
        out.flush();
    }
}
