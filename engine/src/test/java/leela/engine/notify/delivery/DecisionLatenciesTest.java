package leela.engine.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import org.junit.jupiter.api.Test;

/** How long decisions take, by alert. */
final class DecisionLatenciesTest {

    private final DecisionLatencies latencies = new DecisionLatencies();

    @Test
    void shouldGiveAlertsBeyondTheFirstOneNameTogether() {
        IntStream.range(0, DecisionLatencies.MOST_ALERTS + 3)
                .forEach(i -> latencies.onDecided(of("alert_" + i, 1000), 1500));
        latencies.onDecided(of("alert_0", 1000), 1500);

        assertThat(latencies.decisions()).hasSize(DecisionLatencies.MOST_ALERTS + 1);
        assertThat(latencies.decisions().get(DecisionLatencies.OTHERS).sumNs()).isEqualTo(3 * 500);
        assertThat(latencies.decisions().get("alert_0").sumNs()).isEqualTo(2 * 500);
        assertThat(latencies.arrivals().get("alert_0").sumNs()).isEqualTo(2 * 900);
    }

    @Test
    void shouldCountNothingWhereTheArrivalIsNotKnown() {
        latencies.onDecided(of("alert", 0), 1500);

        assertThat(latencies.decisions()).isEmpty();
    }

    private static Transition of(final String alert, final long arrivedNs) {
        return new Transition(
                1,
                1,
                alert,
                "web1",
                List.of(),
                AlertState.OK,
                AlertState.FIRING,
                100,
                100,
                1,
                "",
                List.of(),
                "",
                1,
                "web1",
                arrivedNs);
    }
}
