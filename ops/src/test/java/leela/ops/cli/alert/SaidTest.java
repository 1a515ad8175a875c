package leela.ops.cli.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import leela.ops.admin.ControlException;
import leela.ops.cli.option.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Answers of the engine on the command line. */
final class SaidTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Silenced. To end that: UNSILENCE 1; | Silenced. To end that: leela unsilence 1",
                "It runs. To end it: DROP ALERT load; | It runs. To end it: leela alerts \"DROP ALERT load;\"",
                "about UNSILENCE 1; in the middle | about UNSILENCE 1; in the middle",
            })
    void shouldSayWhatAShellTakes(final String answer, final String shown) {
        assertThat(Said.ofShell(answer)).isEqualTo(shown);
    }

    @Test
    void shouldEndAStatementThatIsTypedAlone() {
        assertThat(Said.statement("DROP ALERT x")).isEqualTo("DROP ALERT x;");
        assertThat(Said.statement("DROP ALERT x; ")).isEqualTo("DROP ALERT x; ");
    }

    @Test
    void shouldNameWhoBecameAnotherBySudo() {
        assertThat(Said.user("root", "alice")).isEqualTo("alice as root on the command line");
        assertThat(Said.user("bob", null)).isEqualTo("bob on the command line");
        assertThat(Said.user("bob", "bob")).isEqualTo("bob on the command line");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close 1 3                         | [1, 3] and ''",
                "close 1 3 1                       | [1, 3] and ''",
                "ack 22 wait for 14 days           | [22] and 'wait for 14 days'",
                "ack 22 --text 14_days_off         | [22] and '14 days off'",
                "close 22 14_days_off              | [22] and '14 days off'",
                "close 1 3 --text gone             | [1, 3] and 'gone'",
                "silence --for 1m 23 24 --text x   | [23, 24] and 'x'",
            })
    void shouldTakeNumbersForNumbersWhereNothingElseStandsThere(final String typed, final String meant) {
        assertThat(meant(typed)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ack 22 14 days off | 14: may be a further alert, or what is said; nothing is done (expected: "
                        + "leela ack 22 --text \"14 days off\", or leela ack 22 14 --text \"days off\")",
                "close 22 500 a$ | 500: may be a further alert, or what is said; nothing is done (expected: "
                        + "leela close 22 --text \"500 a\\$\", or leela close 22 500 --text \"a\\$\")",
                "silence 23 24 both --for 1m | 24: may be a further alert, or what is said; nothing is done (expected: "
                        + "leela silence 23 --text \"24 both\", or leela silence 23 24 --text \"both\")",
                "close 1 gone --text away | TEXT: gone (expected: no text beside --text)",
            })
    void shouldRefuseWhatMayBeANumberOrWhatIsSaid(final String typed, final String sentence) {
        assertThatThrownBy(() -> meant(typed)).hasMessage(sentence);
    }

    @Test
    void shouldSayOfSeveralWhichWereDoneAndGoOnBehindOneThatWasNot() {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final CommandLine command =
                new CommandLine(new CloseCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

        final int status = Said.each(command.getCommandSpec(), List.of("9999", "22"), number -> {
            if (number.equals("9999")) {
                throw new ControlException("There is no alert #9999.");
            }
            return "#" + number + " is closed.";
        });

        assertThat(status).isEqualTo(ExitStatus.FAILED);
        assertThat(out.toString().strip()).isEqualTo("#22 is closed.");
        assertThat(err.toString().lines())
                .containsExactly("leela: There is no alert #9999.", "leela: not done: 9999; done: 22");
    }

    @Test
    void shouldTryNoFurtherNumberWhereNoEngineAnswers() {
        final StringWriter err = new StringWriter();
        final CommandLine command = new CommandLine(new CloseCommand()).setErr(new PrintWriter(err));

        final int status = Said.each(command.getCommandSpec(), List.of("1", "2"), number -> {
            throw new ControlException("no engine", new IOException());
        });

        assertThat(status).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString().lines()).containsExactly("leela: no engine", "leela: not done: 1, 2; done: none");
    }

    /** A word with _ in it is one in quotes. */
    private static String meant(final String typed) {
        final String[] typedWords = typed.split(" +");
        final CommandLine leela = new CommandLine(
                switch (typedWords[0]) {
                    case "ack" -> new AckCommand();
                    case "close" -> new CloseCommand();
                    default -> new SilenceCommand();
                });
        leela.parseArgs(Arrays.stream(typedWords)
                .skip(1)
                .map(word -> word.replace('_', ' '))
                .toArray(String[]::new));
        final CommandSpec command = leela.getCommandSpec();
        final SaidText said = (SaidText) command.mixins().get("text").userObject();
        final String first = command.positionalParameters().get(0).getValue();
        final List<String> words = command.positionalParameters().get(1).getValue();
        final SaidText.Meant meant = said.behind(command, first, words);
        return meant.numbers() + " and '" + meant.text() + "'";
    }
}
