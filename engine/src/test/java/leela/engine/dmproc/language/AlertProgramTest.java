package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    @MethodSource("wrong")
    void shouldSayWhereItIsWrongAndWhatCouldStandThere(final String written, final String message) {
        final SyntaxException fault = catchThrowableOfType(SyntaxException.class, () -> AlertProgram.parse(written));

        assertThat(fault).as("no fault in %s", written).isNotNull();
        assertThat(fault).hasMessage(message);
    }

    /** An alert a line, and below it, set in, its message. */
    static Stream<Arguments> wrong() throws IOException {
        return WrongProgramsTest.pairs("/language/wrong-alerts.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtful")
    void shouldRefuseWhatIsSurelyNotMeantOnlyWhenItIsWrittenNow(final String written, final String message)
            throws SyntaxException {
        final AlertProgram kept = AlertProgram.parse(written);
        final SyntaxException fault = catchThrowableOfType(SyntaxException.class, () -> AlertProgram.parseNew(written));

        assertThat(fault).as("no fault in %s", written).hasMessage(message);
        assertThat(AlertChecks.faults(kept)).containsExactly(message.replaceFirst("^column \\d+: ", ""));
        assertThat(AlertProgram.parse(kept.toString())).isEqualTo(kept);
        assertThat(catchThrowableOfType(SyntaxException.class, () -> AlertCommand.parse(written)))
                .hasMessage(message);
    }

    static Stream<Arguments> doubtful() throws IOException {
        return WrongProgramsTest.pairs("/language/doubtful-alerts.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WHEN [> 90] FROM x CLEAR [<= 90];",
                "WHEN [> 90] FROM x CLEAR [90 >];",
                "WHEN [< 10 or > 20] FROM x CLEAR [>= 12 and < 18];",
                "WHEN [= 1] FROM x CLEAR [/= 1];",
                "WHEN [> inf] FROM x NODATA 1m;",
                // the contract's own
                "WHEN window 60s (last) [> 90] FROM ^(.*)\\.df-(.*)\\.percent$ BY $1, $2\n"
                        + "  CLEAR [< 85] FOR 3m CALM 10m NODATA 5m SEVERITY critical"
                        + " DURING mon-fri 08:00-20:00 Europe/Berlin\n"
                        + "  TO ops@conference.example.org, pager"
                        + "  NOTE \"{1}: {2} is {value}% full, full in {ahead}\";",
                "WHEN over 1h (ahead 4h) [> 1] FROM (x) BY $1 NOTE \"{1} {ahead} {value} {since} {a b} { } {\";"
            })
    void shouldTakeWhatIsMeantWhenItIsWrittenNow(final String rest) throws SyntaxException {
        final String written = "ALERT a " + rest;

        assertThat(AlertProgram.parseNew(written)).isEqualTo(AlertProgram.parse(written));
    }

    @Test
    void shouldSayHowFarAheadItsValuesAre() throws SyntaxException {
        final String rest = " [> 100] FROM df NOTE \"full in {ahead}\";";

        assertThat(AlertProgram.parse("ALERT full WHEN over 1h (ahead 4h)" + rest)
                        .filledNote())
                .isEqualTo("full in 4h");
        assertThat(AlertProgram.parse("ALERT full WHEN" + rest).filledNote()).isEqualTo("full in unknown");
    }
}
