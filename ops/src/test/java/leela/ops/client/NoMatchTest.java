package leela.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.dmproc.language.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NoMatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "SELECT id FROM web*.load; ~ ; FROM takes a regular expression, is ^web.*\\.load$ meant?",
                "SELECT id FROM *; ~ ; FROM takes a regular expression, is ^.*$ meant?",
                "SELECT id FROM ^a BY host; ~ ; all up to the ; is taken for the regular expression: ^a BY host",
                "SELECT id FROM ^web.*load[0-9]*$; ~ ; those count that have sent since the engine's start",
                "SELECT a / b FROM a: ^x$, b: y* AS \"share\"; ~ ; FROM takes a regular expression, is ^y.*$ meant?"
            })
    void shouldSayWhatMayBeMeantWhereNothingMatches(final String statement, final String hint) throws Exception {
        assertThat(NoMatch.hint(Program.parseSelect(statement).inputs())).isEqualTo(hint);
    }
}
