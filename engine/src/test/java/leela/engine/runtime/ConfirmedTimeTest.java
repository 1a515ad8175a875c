package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock is believed as far as it goes on, and no further. */
final class ConfirmedTimeTest {

    private static final long HOUR_NS = 3_600 * Clock.NANOS_PER_SECOND;
    private static final long DAY_NS = 24 * HOUR_NS;
    private static final long T = 20_000 * DAY_NS;

    private final ManualClock clock = new ManualClock(T);
    private final ConfirmedTime time = new ConfirmedTime(T, clock);

    @ParameterizedTest
    @ValueSource(longs = {2, 500, 40_000})
    void shouldGoOnByItselfWhenTheClockIsDaysAhead(final long days) {
        clock.stepNs(days * DAY_NS);
        clock.advanceNs(HOUR_NS);
        assertThat(time.isDoubted()).isTrue();
        assertThat(time.timeNs()).isEqualTo(T + HOUR_NS);
        clock.stepNs(-days * DAY_NS);
        assertThat(time.isDoubted()).isFalse();
        assertThat(time.timeNs()).isEqualTo(T + HOUR_NS);
    }

    @Test
    void shouldDoubtAClockThatIsAheadFromTheStart() {
        clock.stepNs(500 * DAY_NS);
        assertThat(new ConfirmedTime(T, clock).isDoubted()).isTrue();
        assertThat(new ConfirmedTime(0, clock).isDoubted())
                .as("nothing is known")
                .isFalse();
    }

    @Test
    void shouldFollowAClockThatIsBehind() {
        clock.stepNs(-2 * DAY_NS);
        assertThat(time.isDoubted()).isFalse();
        assertThat(time.timeNs()).isEqualTo(T - 2 * DAY_NS);
        assertThat(time.latestNs()).isEqualTo(T);
    }

    @Test
    void shouldTellThatAClockIsMoreThanADayBehind() {
        clock.stepNs(-DAY_NS);
        assertThat(time.isBehind()).isFalse();
        clock.stepNs(-HOUR_NS);
        assertThat(time.isBehind()).isTrue();
        clock.stepNs(2 * HOUR_NS);
        assertThat(time.isBehind()).isFalse();
    }

    @Test
    void shouldBelieveAClockThatAnHourOfArrivalsBearsOut() {
        clock.stepNs(3 * DAY_NS);
        for (int minute = 0; minute < 60; minute++) {
            time.arrived(clock.timeNs());
            assertThat(time.isDoubted()).isTrue();
            clock.advanceNs(HOUR_NS / 60);
        }
        time.arrived(clock.timeNs());
        assertThat(time.isDoubted()).isFalse();
        assertThat(time.timeNs()).isEqualTo(clock.timeNs());
    }

    @Test
    void shouldNotTakeOldTimesForAProof() {
        clock.stepNs(3 * DAY_NS);
        for (int hour = 0; hour < 5; hour++) {
            time.arrived(clock.timeNs() - 3 * DAY_NS);
            clock.advanceNs(HOUR_NS);
        }
        assertThat(time.isDoubted()).isTrue();
    }

    @Test
    void shouldBeginTheProofAnewWhenTheClockIsSetAgain() {
        clock.stepNs(3 * DAY_NS);
        time.arrived(clock.timeNs());
        clock.advanceNs(HOUR_NS);
        clock.stepNs(100 * DAY_NS);
        time.arrived(clock.timeNs());
        assertThat(time.isDoubted()).isTrue();
    }
}
