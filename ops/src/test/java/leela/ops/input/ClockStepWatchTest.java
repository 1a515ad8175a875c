package leela.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.runtime.ManualClock;
import leela.io.http.status.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of a clock that is set. */
final class ClockStepWatchTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private final ManualClock clock = new ManualClock(10_000 * SECOND_NS);
    private final ClockStepWatch watch = new ClockStepWatch(clock);

    @ParameterizedTest
    @CsvSource({
        "-7200, went back by 7200 s to 1970-01-01T00:46:50Z: values by other clocks may be refused as time_range",
        "7200,  went forward by 7200 s to 1970-01-01T04:46:50Z: values by other clocks may be refused as time_range",
    })
    void shouldSayForAnHourHowFarTheClockWasSet(final long seconds, final String expected) {
        clock.advanceNs(10 * SECOND_NS);
        clock.stepNs(seconds * SECOND_NS);
        watch.look();
        clock.advanceNs(10 * SECOND_NS);
        watch.look();
        assertThat(watch.parts()).containsExactly(new Readiness.Part("clock", true, expected));

        clock.advanceNs(ClockStepWatch.TOLD_NS);
        watch.look();
        assertThat(watch.parts()).isEmpty();
    }

    @Test
    void shouldSayNothingWhenTheClockGoesOn() {
        for (int i = 0; i < 100; i++) {
            clock.advanceNs(100 * SECOND_NS);
            clock.stepNs(ClockStepWatch.LEAST_NS);
            watch.look();
        }

        assertThat(watch.parts()).isEmpty();
    }
}
