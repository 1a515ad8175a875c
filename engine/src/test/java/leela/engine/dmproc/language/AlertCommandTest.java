package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people may say of alerts. */
final class AlertCommandTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DROP ALERT disk_full;                 | Drop[name=disk_full]
            ack #4711 I look at it;               | Acknowledge[number=4711, text=I look at it]
            ACK 4711;                             | Acknowledge[number=4711, text='']
            SILENCE ^web1\\. FOR 2h a new disk;   | Silence[regex=^web1\\., span=2h, text=a new disk]
            quote Alert a WHEN [> 4] FROM load;   | Quote[alert=ALERT a WHEN [> 4] FROM load;]
            why #4711;                            | Why[number=4711]
            unsilence 3 ;                         | Unsilence[id=3]
            SHOW ALERTS;                          | Show[state=, regex=]
            show alerts Firing from ^web1\\.;     | Show[state=firing, regex=^web1\\.]
            SHOW ALERTS FROM disk;                | Show[state=, regex=disk]
            """)
    void shouldReadWhatPeopleSay(final String said, final String read) throws SyntaxException {
        assertThat(AlertCommand.isMeant(said)).isTrue();
        assertThat(AlertCommand.parse(said)).hasToString(read.replace("''", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DROP ALERT ;              | column 12: expected the name of an alert, found ';'
            ACK disk;                 | column 5: expected a whole number, found 'disk'
            SILENCE web1 2h;          | column 17: expected FOR and a time such as 2h, found the end
            SILENCE web1 FOR ever;    | column 18: expected a whole number with its unit (ms s m h d), found 'ever'
            SHOW ALERTS FROM ;        | column 18: expected a regular expression, found ';'
            UNSILENCE 3               | column 12: expected ';', found the end
            """)
    void shouldSayWhereItIsWrong(final String said, final String message) {
        assertThatThrownBy(() -> AlertCommand.parse(said)).hasMessage(message);
    }

    @Test
    void shouldMissTheNameOfAnAlertWhereNothingElseIsThere() {
        assertThat(AlertCommand.isMeant("ALERT")).isTrue();
        assertThat(AlertCommand.isMeant("alert")).isFalse();
        assertThatThrownBy(() -> AlertCommand.parse("ALERT;")).hasMessageContaining("column 6: expected the name");
        assertThatThrownBy(() -> AlertCommand.parse("QUOTE ALERT;"))
                .hasMessageContaining("column 12: expected the name");
    }

    @Test
    void shouldLeaveQueriesToOthers() {
        assertThat(AlertCommand.isMeant("SELECT id FROM ^alert;")).isFalse();
        assertThat(AlertCommand.isMeant("DELETE FROM leela.xmpp;")).isFalse();
    }
}
