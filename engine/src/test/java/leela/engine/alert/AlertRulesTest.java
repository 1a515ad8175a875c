package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every cell of the table of states. Times are seconds. */
final class AlertRulesTest {

    private static final long SECOND = 1_000_000_000;
    private static final String AT_ONCE = "ALERT a WHEN [> 90] FROM x;";
    private static final String PATIENT = "ALERT a WHEN [> 90] FROM x CLEAR [< 85] FOR 60s CALM 120s NODATA 5m;";

    @ParameterizedTest(name = "{0} at {1}, then {2} at {3}")
    @CsvSource(textBlock = """
            ok,      0, 91,      10,   pending, 10
            ok,      0, 88,      10,   ok,      0
            ok,      0, 80,      10,   ok,      0
            ok,      0, NaN,     10,   ok,      0
            ok,      0, sample,  10,   ok,      0
            ok,      0, silence, 310,  unknown, 0
            pending, 0, 91,      59,   pending, 0
            pending, 0, 91,      60,   firing,  0
            pending, 9, 91,      8,    pending, 8
            pending, 0, 88,      10,   ok,      10
            pending, 0, 80,      10,   ok,      10
            pending, 0, NaN,     70,   pending, 0
            pending, 0, sample,  70,   pending, 0
            pending, 0, silence, 310,  unknown, 0
            firing,  0, 91,      500,  firing,  0
            firing,  0, 88,      500,  firing,  0
            firing,  0, 80,      500,  firing,  0
            firing,  0, NaN,     500,  firing,  0
            firing,  0, sample,  500,  firing,  0
            firing,  0, silence, 310,  unknown, 0
            """)
    void shouldGoWhereTheTableSaysWhenSomethingComes(
            final String from,
            final long sinceS,
            final String input,
            final long timeS,
            final String to,
            final long newSinceS)
            throws SyntaxException {
        final Standing standing = new Standing();
        standing.set(state(from), sinceS * SECOND);

        show(new AlertRules(AlertProgram.parse(PATIENT)), standing, input, timeS);

        assertThat(standing.state()).isEqualTo(state(to));
        assertThat(standing.sinceNs()).isEqualTo(newSinceS * SECOND);
    }

    @ParameterizedTest(name = "unknown, was {0}, then {1}")
    @CsvSource(textBlock = """
            ok,      91,      pending
            ok,      88,      ok
            ok,      80,      ok
            ok,      NaN,     ok
            ok,      sample,  ok
            ok,      silence, unknown
            pending, 91,      pending
            pending, 88,      ok
            pending, 80,      ok
            pending, NaN,     ok
            pending, sample,  ok
            pending, silence, unknown
            firing,  91,      firing
            firing,  88,      firing
            firing,  80,      firing
            firing,  NaN,     firing
            firing,  sample,  firing
            firing,  silence, unknown
            """)
    void shouldGoOnFromWhatItWasWhenSilenceEnds(final String was, final String input, final String to)
            throws SyntaxException {
        final Standing standing = new Standing();
        standing.set(state(was), 0);
        standing.silent(10 * SECOND);

        show(new AlertRules(AlertProgram.parse(PATIENT)), standing, input, 400);

        assertThat(standing.state()).isEqualTo(state(to));
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({
        "ok, 91, firing",
        "ok, 90, ok",
        "firing, 91, firing",
        "firing, 90, ok",
        "unknown, 91, firing",
        "unknown, 90, ok"
    })
    void shouldWaitForNothingWhenNothingIsSaid(final String from, final String input, final String to)
            throws SyntaxException {
        final Standing standing = new Standing();
        standing.set(state(from), 0);

        show(new AlertRules(AlertProgram.parse(AT_ONCE)), standing, input, 10);

        assertThat(standing.state()).isEqualTo(state(to));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            80@0 80@119             | firing
            80@0 80@120             | ok
            80@0 88@60 80@120       | firing
            80@0 88@60 80@61 80@181 | ok
            80@0 91@60 80@120       | firing
            80@0 NaN@60 80@120      | ok
            80@50 80@20 80@139      | firing
            80@50 80@20 80@140      | ok
            80@0 silence@90 80@120  | firing
            """)
    void shouldBeOverOnlyWhenItWasClearForTheWholeCalm(final String inputs, final String to) throws SyntaxException {
        final AlertRules rules = new AlertRules(AlertProgram.parse(PATIENT));
        final Standing standing = new Standing();
        standing.set(AlertState.FIRING, 0);

        for (final String one : inputs.split(" ")) {
            show(rules, standing, one.split("@")[0], Long.parseLong(one.split("@")[1]));
        }

        assertThat(standing.state()).isEqualTo(state(to));
    }

    @ParameterizedTest(name = "firing, then {0}")
    @CsvSource({"91, firing", "96, firing", "94, firing", "90, ok", "80, ok"})
    void shouldGoOnWhileItFiresWhenWhatClearsItOverlaps(final String input, final String to) throws SyntaxException {
        final Standing standing = new Standing();
        standing.set(AlertState.FIRING, 0);

        show(new AlertRules(AlertProgram.parse("ALERT a WHEN [> 90] FROM x CLEAR [< 95];")), standing, input, 10);

        assertThat(standing.state()).isEqualTo(state(to));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2026-11-27T18:59:59Z, firing", // Friday, 19:59 in Berlin
        "2026-11-27T19:00:00Z, ok",
        "2026-11-28T12:00:00Z, ok", // Saturday
        "2026-11-30T06:59:59Z, ok",
        "2026-11-30T07:00:00Z, firing",
        "2026-07-31T06:00:00Z, firing" // summer
    })
    void shouldBeginOnlyAtItsHoursWhenItHasSome(final String time, final String to) throws SyntaxException {
        final AlertRules rules = new AlertRules(
                AlertProgram.parse("ALERT a WHEN [> 90] FROM x DURING mon-fri 08:00-20:00 Europe/Berlin;"));
        final Standing standing = new Standing();

        rules.onValue(standing, 91, java.time.Instant.parse(time).getEpochSecond() * SECOND);

        assertThat(standing.state()).isEqualTo(state(to));
    }

    static void show(final AlertRules rules, final Standing standing, final String input, final long timeS) {
        switch (input) {
            case "silence" -> rules.onSilence(standing, standing.sinceNs());
            case "sample" -> rules.onSample(standing, timeS * SECOND);
            default -> rules.onValue(standing, Double.parseDouble(input), timeS * SECOND);
        }
    }

    private static AlertState state(final String text) {
        return AlertState.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
