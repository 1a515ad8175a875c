package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an alert may say, and what its writer is told where it is wrong. */
final class AlertProgramTest {

    private static final String FULL = "ALERT disk_full WHEN window 1m (last) [> 90] FROM ^(.*)\\.df-(.*)\\.percent$"
            + " BY $1, $2 AS \"{1}.{2}\" CLEAR [< 85] FOR 3m CALM 10m NODATA 5m SEVERITY critical"
            + " DURING mon-fri 08:00-20:00 Europe/Berlin TO ops@conference.example.org, pager"
            + " NOTE \"{1}: {2} is {value}% full; look\" FLAP 8 IN 2h;";

    @Test
    void shouldPrintWhatItReadWhenEveryClauseIsThere() throws SyntaxException {
        assertThat(AlertProgram.parse(FULL)).hasToString(FULL);
    }

    @Test
    void shouldReadTheSameInAnyOrderAndCaseWhenClausesStandOtherwise() throws SyntaxException {
        final String otherwise = "alert disk_full when window 60s (last) | [>90] from ^(.*)\\.df-(.*)\\.percent$\n"
                + "  by $1, $2 flap 8 in 120m note \"{1}: {2} is {value}% full; look\""
                + " to ops@conference.example.org,pager during mon,tue,wed-fri 08:00-20:00 Europe/Berlin"
                + " severity critical nodata 300s calm 600s for 180s clear [<85] ;\n";

        assertThat(AlertProgram.parse(otherwise)).isEqualTo(AlertProgram.parse(FULL));
    }

    @Test
    void shouldReadAnEqualAlertWhenItReadsWhatItPrinted() throws SyntaxException {
        final RandomPrograms random = new RandomPrograms(15);
        for (int i = 0; i < 2_000; i++) {
            final AlertProgram alert = random.alert();

            assertThat(AlertProgram.parse(alert.toString()))
                    .as(alert.toString())
                    .isEqualTo(alert);
        }
    }

    @Test
    void shouldJudgeWhatAJoinGivesWhenItsConditionStandsBehindTheExpression() throws SyntaxException {
        final AlertProgram alert = AlertProgram.parse("ALERT full WHEN used / (used + free) * 100 [> 90]"
                + " FROM used: ^(.*)\\.used$, free: ^(.*)\\.free$ BY $1;");

        assertThat(alert.program().inputs()).hasSize(2);
        assertThat(alert.condition()).hasToString("[> 90]");
    }

    @ParameterizedTest
    @CsvSource({"90, false, true", "91, true, false", "NaN, false, true"})
    void shouldBeClearWhereItIsNotTrueWhenItDoesNotSay(final double x, final boolean isTrue, final boolean isClear)
            throws SyntaxException {
        final AlertProgram alert = AlertProgram.parse("ALERT a WHEN [> 90] FROM x;");

        assertThat(alert.condition().isTrue(x)).isEqualTo(isTrue);
        assertThat(alert.isClear(x)).isEqualTo(isClear);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            ALERT                                         | column 6: expected the name of the alert, found the end
            ALERT 9a WHEN [> 1] FROM x;                   | column 7: name: '9a' (expected: letters, digits and _, a letter first)
            ALERT a [> 1] FROM x;                         | column 9: expected WHEN, found '['
            ALERT a WHEN sma 5 FROM x;                    | column 20: expected a condition such as [> 90] before FROM, found 'FROM'
            ALERT a WHEN [> 1];                           | column 19: expected '!', a condition such as [> 90], or FROM, found ';'
            ALERT a WHEN [> 1] FROM x FORE 3m;            | column 27: expected BY, AS, CLEAR, FOR, CALM, NODATA, SEVERITY, DURING, TO, NOTE, FLAP or ';', found 'FORE'; a blank of keys is [ ]
            ALERT a WHEN [> 1] FROM x FOR three;          | column 31: expected a whole number with its unit (ms s m h d), found 'three'
            ALERT a WHEN [> 1] FROM x FOR 3m FOR 4m;      | column 34: FOR twice
            ALERT a WHEN [> 1] FROM x FOR 3m CALMER 4m;   | column 34: expected CLEAR, CALM, NODATA, SEVERITY, DURING, TO, NOTE, FLAP or ';', found 'CALMER'
            ALERT a WHEN [> 1] FROM x CLEAR 85;           | column 33: expected '[', found '85'
            ALERT a WHEN [> 1] FROM x NODATA 3;           | column 35: expected a unit (ms s m h d) or intervals, found ';'
            ALERT a WHEN [> 1] FROM x NODATA 0 intervals; | column 34: NODATA: 0 intervals (expected: at least 1)
            ALERT a WHEN [> 1] FROM x DURING noon;        | column 34: expected a day (mon tue wed thu fri sat sun), found 'noon'
            ALERT a WHEN [> 1] FROM x DURING mon 8-20 UTC;| column 38: expected a time such as 08:00, found '8-20'
            ALERT a WHEN [> 1] FROM x DURING mon 08:00-20:00 Mars; | column 50: expected a time zone such as Europe/Berlin or UTC, found 'Mars'
            ALERT a WHEN [> 1] FROM x TO ;                | column 30: expected a name or an address, found ';'
            ALERT a WHEN [> 1] FROM x NOTE "open;         | column 38: expected '"' behind the note, found the end
            ALERT a WHEN [> 1] FROM x FLAP 1 IN 1h;       | column 32: FLAP: 1 (expected: from 2 to 100)
            ALERT a WHEN [> 1] FROM x FLAP 6 1h;          | column 34: expected IN, found '1h'
            ALERT a WHEN [> 1] FROM (x) BY $1 FOR 1m; x   | column 43: expected nothing more, found 'x'
            """)
    void shouldSayWhereItIsWrongAndWhatCouldStandThere(final String written, final String message) {
        final SyntaxException fault = catchThrowableOfType(SyntaxException.class, () -> AlertProgram.parse(written));

        assertThat(fault).as("no fault in %s", written).isNotNull();
        assertThat(fault).hasMessage(message.replace('!', '|'));
    }
}
