package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateLimitTest {

    private final RateLimit limit = new RateLimit(100);

    @Test
    void shouldPermitTheFirstAtAnyTime() {
        assertThat(limit.permits(0)).isTrue();
        assertThat(new RateLimit(100).permits(-5_000)).isTrue();
    }

    @Test
    void shouldPermitOneAPeriod() {
        assertThat(limit.permits(1000)).isTrue();
        assertThat(limit.permits(1000)).isFalse();
        assertThat(limit.permits(1099)).isFalse();
        assertThat(limit.permits(1100)).isTrue();
        assertThat(limit.permits(1199)).isFalse();
    }

    @Test
    void shouldPermitAFewAPeriodWhereItIsTold() {
        final RateLimit few = new RateLimit(100, 2);
        assertThat(few.permits(1000)).isTrue();
        assertThat(few.permits(1001)).isTrue();
        assertThat(few.permits(1099)).isFalse();
        assertThat(few.permits(1100)).isTrue();
        assertThat(few.takeHeldBack()).isEqualTo(1);
    }

    @Test
    void shouldCountWhatItHeldBack() {
        limit.permits(0);
        limit.permits(1);
        limit.permits(2);

        assertThat(limit.takeHeldBack()).isEqualTo(2);
        assertThat(limit.takeHeldBack()).isZero();
    }
}
