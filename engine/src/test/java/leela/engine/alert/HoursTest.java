package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether it is the hour, asked of one object time after time: each answer is out of the stretch of the one before. */
final class HoursTest {

    private static final long NS = 1_000_000_000;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            mon-sun 08:00-20:00 UTC                 | 2026-11-27T19:59:59Z+ 2026-11-27T20:00:00Z-
            mon-sun 08:00-20:00 UTC                 | 2026-11-27T07:59:59Z- 2026-11-27T08:00:00Z+
            mon-sun 08:00-20:00 UTC                 | 2026-11-27T08:00:00Z+ 2026-11-27T07:59:59Z-
            mon-sun 08:00-20:00 UTC                 | 2026-11-27T20:00:00Z- 2026-11-27T19:59:59Z+ 2026-11-28T08:00:00Z+
            mon-sun 08:00-24:00 UTC                 | 2026-11-27T23:59:59Z+ 2026-11-28T00:00:00Z- 2026-11-28T08:00:00Z+
            mon-sun 22:00-06:00 UTC                 | 2026-11-27T22:00:00Z+ 2026-11-28T05:59:59Z+ 2026-11-28T06:00:00Z-
            fri 22:00-06:00 UTC             | 2026-11-28T05:59:59Z+ 2026-11-28T06:00:00Z- 2026-11-28T22:00:00Z-
            mon-sun 08:00-08:00 UTC                 | 2026-11-27T08:00:00Z+ 2026-11-28T07:59:59Z+ 2026-11-28T08:00:00Z+
            mon 08:00-20:00 UTC             | 2026-11-30T20:00:00Z- 2026-12-07T07:59:59Z- 2026-12-07T08:00:00Z+
            mon-sun 08:00-20:00 Europe/Berlin       | 2026-03-28T18:59:59Z+ 2026-03-28T19:00:00Z- 2026-03-29T06:00:00Z+
            mon-sun 02:15-02:45 Europe/Berlin       | 2026-03-28T01:15:00Z+ 2026-03-28T01:45:00Z- 2026-03-30T00:15:00Z+
            """)
    void shouldEndAndBeginToTheSecond(final String hours, final String asked) throws SyntaxException {
        final Hours one = hours(hours);

        for (final String ask : asked.split(" ")) {
            final String time = ask.substring(0, ask.length() - 1);
            assertThat(one.isOpen(ns(time))).as(time).isEqualTo(ask.endsWith("+"));
        }
    }

    @ParameterizedTest(name = "{0}, at {1}")
    @CsvSource(delimiter = '|', textBlock = """
            mon-sun 08:00-20:00 UTC     | 2026-11-27T12:00:00Z | 2026-11-27T12:00:00Z
            mon-sun 08:00-20:00 UTC     | 2026-11-27T20:00:00Z | 2026-11-28T08:00:00Z
            mon-sun 08:00-20:00 UTC     | 2026-11-27T07:00:00Z | 2026-11-27T08:00:00Z
            mon 08:00-20:00 UTC | 2026-11-30T20:00:00Z | 2026-12-07T08:00:00Z
            mon 08:00-08:00 UTC | 2026-12-01T08:00:00Z | 2026-12-07T08:00:00Z
            """)
    void shouldTellWhenItOpensNext(final String hours, final String time, final String opens) throws SyntaxException {
        assertThat(hours(hours).nextOpenNs(ns(time))).isEqualTo(ns(opens));
    }

    private static Hours hours(final String text) throws SyntaxException {
        return new Hours(AlertProgram.parse("ALERT a WHEN [> 90] FROM x DURING " + text + ";")
                .during()
                .orElseThrow());
    }

    private static long ns(final String time) {
        return Instant.parse(time).getEpochSecond() * NS;
    }
}
