package leela.ops.cli.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
