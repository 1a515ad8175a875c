package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text as long as a client can make it costs no stack, and is refused in a sentence or kept short. */
final class LongStatementsTest {

    @ParameterizedTest(name = "{0}…{1}…{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT abs FROM ^a AS " | x   | 1025  | ";                     | AS: a name of 1025 bytes
            ALERT a WHEN [> 1] FROM ^a AS " | x | 1025 | ";           | AS: a name of 1025 bytes
            ALERT a WHEN [> 1] FROM ^a AS " | \\" | 30000 | ";              | AS: a name of 30000 bytes
            SELECT abs FROM ^a BY tag: | x | 1025 | ~ AS "{1}";~                  | BY: a tag of 1025 bytes
            SELECT  | ( | 60000 | a + b FROM a: ^a, b: ^b;                      | more than 256 terms
            SELECT a | + a | 20000 |  + b FROM a: ^a, b: ^b AS "x";             | more than 256 terms
            SELECT abs FROM ^a;     | ~ ~ | 70000 |                             | 70019 bytes (expected: at most 65536)
            SELECT abs FROM ^       | x   | 1024  | ;                           | regex: 1025 bytes
            """)
    void shouldRefuseWhatIsTooLong(
            final String before, final String piece, final int times, final String behind, final String message) {
        final String statement = before + piece.repeat(times) + (behind == null ? "" : behind);

        assertThatThrownBy(() -> {
                    if (before.startsWith("ALERT")) {
                        AlertProgram.parse(statement);
                    } else {
                        Program.parseSelect(statement);
                    }
                })
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"ACK 4711 ,;", "SILENCE ^web FOR 2h ,;"})
    void shouldTakeAWordOfPeopleThatIsShort(final String before, final String behind) throws SyntaxException {
        assertThat(AlertCommand.parse(before + "é".repeat(1000) + behind)).isNotNull();
        assertThatThrownBy(() -> AlertCommand.parse(before + "é".repeat(1001) + behind))
                .hasMessageContaining("1001 characters (expected: at most 1000)");
    }
}
