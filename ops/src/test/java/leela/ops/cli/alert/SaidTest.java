package leela.ops.cli.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    @Test
    void shouldTakeNumbersForNumbersAndNotForWhatIsSaid() {
        final CommandSpec command = new CommandLine(new CloseCommand()).getCommandSpec();

        assertThat(Said.numbers(command, "1", List.of("3", "4", "retired", "5")))
                .containsExactly("1", "3", "4");
    }
}
