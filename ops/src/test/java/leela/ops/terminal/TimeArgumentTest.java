package leela.ops.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import leela.ops.config.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeArgumentTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "now,                           2026-11-29T12:00:00Z,   2026-11-29T12:00:00Z",
        "-1h30m,                        2026-11-29T10:30:00Z,   2026-11-29T10:30:00Z",
        "-1w,                           2026-11-22T12:00:00Z,   2026-11-22T12:00:00Z",
        "2026-11-29,                    2026-11-28T23:00:00Z,   2026-11-29T22:59:59.999999999Z",
        "2026-11-29Z,                   2026-11-29T00:00:00Z,   2026-11-29T23:59:59.999999999Z",
        "2026-07-01T10:00,              2026-07-01T08:00:00Z,   2026-07-01T08:00:59.999999999Z",
        "2026-07-01 10:00:05,           2026-07-01T08:00:05Z,   2026-07-01T08:00:05.999999999Z",
        "2026-11-29T10:00:00.25z,       2026-11-29T10:00:00.25Z, 2026-11-29T10:00:00.25Z",
        "2026-11-29T10:00+05:30,        2026-11-29T04:30:00Z,   2026-11-29T04:30:59.999999999Z",
        "2026-07-01 10:00 America/New_York, 2026-07-01T14:00:00Z, 2026-07-01T14:00:59.999999999Z",
        "2026-07-01T10:00 UTC,          2026-07-01T10:00:00Z,   2026-07-01T10:00:59.999999999Z",
        "20130409T1230,                 2013-04-09T12:30:00Z,   2013-04-09T12:30:59.999999999Z",
        "1365510600,                    2013-04-09T12:30:00Z,   2013-04-09T12:30:00.999999999Z",
        "1365510600.25,                 2013-04-09T12:30:00.25Z, 2013-04-09T12:30:00.25Z",
    })
    void shouldReadATime(final String text, final Instant first, final Instant last) {
        assertThat(TimeArgument.parse(text, BERLIN, NOW, Quantity::time)).isEqualTo(new TimeArgument(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "-",
                "-2",
                "2026-13-01",
                "2026-11-29T25:00",
                "2026-11-29 Nowhere/Land",
                "20131301T0000"
            })
    void shouldSayWhatMayBeWrittenWhenItIsNoTime(final String text) {
        assertThatThrownBy(() -> TimeArgument.parse(text, BERLIN, NOW, Quantity::time))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
