package leela.engine.counters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Durations by steps. */
final class LatencyHistogramTest {

    private static final long MS = 1_000_000;

    @Test
    void shouldCountADurationInTheFirstStepThatHoldsIt() {
        final LatencyHistogram durations = new LatencyHistogram();
        durations.record(0);
        durations.record(MS);
        durations.record(MS + 1);
        durations.record(2 * 3_600_000 * MS);

        assertThat(durations.boundNs(0)).isEqualTo(MS / 10);
        assertThat(durations.count(0)).isEqualTo(1);
        assertThat(durations.boundNs(3)).isEqualTo(MS);
        assertThat(durations.count(3)).isEqualTo(1);
        assertThat(durations.count(4)).isEqualTo(1);
        assertThat(durations.boundNs(durations.steps() - 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(durations.count(durations.steps() - 1)).isEqualTo(1);
        assertThat(durations.sumNs()).isEqualTo(2 * MS + 1 + 2 * 3_600_000 * MS);
    }

    @Test
    void shouldHaveStepsThatGrow() {
        final LatencyHistogram durations = new LatencyHistogram();
        for (int step = 1; step < durations.steps(); step++) {
            assertThat(durations.boundNs(step)).isGreaterThan(durations.boundNs(step - 1));
        }
    }
}
