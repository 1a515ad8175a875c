package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamClockTest {

    /** Ticks, and how far the clock has stepped at the last of them. */
    @ParameterizedTest
    @CsvSource({
        "the first is none,                t1000,                   0",
        "nor is what a busy machine does,  t100 t110,               0",
        "set forward,                      t100 t101 t7301,         7200",
        "told once,                        t100 t101 t7301 t7302,   0",
        "an arrival came before the tick,  t100 a7300 t7301,        7201",
        "set back,                         t7300 t100 t101 t102,    -7198",
        "not yet believed,                 t7300 t100 t101,         0",
        "two ticks that were not right,    t7300 t100 t101 t7303,   0",
        "and on from there,                t7300 t1 t2 t3 t4,       0",
    })
    void shouldTellHowFarTheClockHasStepped(final String what, final String seen, final long expectedS) {
        final StreamClock clock = new StreamClock();
        long steppedNs = 0;
        for (final String one : seen.split(" ")) {
            final long timeNs = Long.parseLong(one.substring(1)) * 1_000_000_000L;
            if (one.charAt(0) == 'a') {
                clock.onArrival(timeNs);
            } else {
                steppedNs = clock.onTick(timeNs);
            }
        }

        assertThat(steppedNs / 1_000_000_000L).as(what).isEqualTo(expectedS);
    }

    /** {@code a} for an arrival, {@code t} for a tick, with seconds; and what the clock says after each. */
    @ParameterizedTest
    @CsvSource({
        "an entry moves it on,                 a10 a11,                         10 11",
        "and so does a tick,                   t10 t11,                         10 11",
        "an earlier entry does not,            a10 a9 a5,                       10 10 10",
        "however many,                         a100 a5 a6 a7 a8 a9,             100 100 100 100 100 100",
        "nor ticks within a second,            a10 t9 t9 t9 t9,                 10 10 10 10 10",
        "two earlier ticks do not,             t100 t50 t51,                    100 100 100",
        "three in a row set it back,           t100 t50 t51 t52 t53,            100 100 100 52 53",
        "not if one between says otherwise,    t100 t50 t51 t101 t52 t53 t54,   100 100 100 101 101 101 54",
        "entries between do not count,         t100 t50 a50 t51 a51 t52 a52,    100 100 100 100 100 52 52",
        "it follows a clock set forward,       t100 t9999 t10000,               100 9999 10000",
        "and back again,                       t100 t9999 t101 t102 t103,       100 9999 9999 9999 103",
    })
    void shouldTellTheTimeOfTheStream(final String what, final String seen, final String expected) {
        final StreamClock clock = new StreamClock();
        final List<Long> times = new ArrayList<>();
        for (final String one : seen.split(" ")) {
            final long timeNs = Long.parseLong(one.substring(1)) * 1_000_000_000L;
            final long before = clock.nowNs();
            if (one.charAt(0) == 'a') {
                clock.onArrival(timeNs);
            } else {
                assertThat(clock.onTick(timeNs) < 0).as(what).isEqualTo(clock.nowNs() < before);
            }
            times.add(clock.nowNs() / 1_000_000_000L);
        }

        assertThat(times)
                .as(what)
                .isEqualTo(
                        List.of(expected.split(" ")).stream().map(Long::valueOf).toList());
    }
}
