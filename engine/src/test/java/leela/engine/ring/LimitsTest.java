package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The row "a time" of [limits 1]. */
final class LimitsTest {

    private static final long NOW = 1_365_500_000_000_000_000L;

    @Test
    void shouldAllowTimesFromZeroToTwoToTheThirtyThreeSeconds() {
        final Limits open = new Limits(Limits.UNLIMITED, Limits.UNLIMITED);

        assertThat(open.allows(0, NOW)).isTrue();
        assertThat(open.allows(-1, NOW)).isFalse();
        assertThat(open.allows(8_589_934_592_000_000_000L, NOW)).isTrue();
        assertThat(open.allows(8_589_934_592_000_000_001L, NOW)).isFalse();
        assertThat(open.allows(Long.MAX_VALUE, 0)).isFalse();
        assertThat(open.allows(Long.MIN_VALUE, 0)).isFalse();
    }

    @Test
    void shouldAllowTheFutureUpToMaxFuture() {
        final Limits limits = new Limits(100, Limits.UNLIMITED);

        assertThat(limits.allows(NOW + 100, NOW)).isTrue();
        assertThat(limits.allows(NOW + 101, NOW)).isFalse();
        assertThat(limits.allows(0, NOW)).isTrue();
    }

    @Test
    void shouldAllowThePastUpToMaxPast() {
        final Limits limits = new Limits(Limits.UNLIMITED, 100);

        assertThat(limits.allows(NOW - 100, NOW)).isTrue();
        assertThat(limits.allows(NOW - 101, NOW)).isFalse();
        assertThat(limits.allows(NOW + 1_000_000, NOW)).isTrue();
    }

    @Test
    void shouldAllowNothingOlderThanTheNearerOfTwoBounds() {
        assertThat(new Limits(7, 100).noOlderThan(50)).isEqualTo(new Limits(7, 50));
        assertThat(new Limits(7, 50).noOlderThan(100)).isEqualTo(new Limits(7, 50));
    }

    @Test
    void shouldSayWhichTimesAreAllowed() {
        assertThat(new Limits(5_000_000_000L, 10_000_000_000L).allowed(NOW))
                .isEqualTo("2013-04-09T09:33:10Z to 2013-04-09T09:33:25Z");
        assertThat(new Limits(Limits.UNLIMITED, Limits.UNLIMITED).allowed(NOW))
                .isEqualTo("1970-01-01T00:00:00Z to 2242-03-16T12:56:32Z");
    }

    @Test
    void shouldRefuseNegativeBounds() {
        assertThatThrownBy(() -> new Limits(-1, 0)).hasMessage("limits: -1, 0 ns (expected: >= 0)");
    }
}
