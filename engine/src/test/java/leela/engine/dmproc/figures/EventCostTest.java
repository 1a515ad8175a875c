package leela.engine.dmproc.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EventCostTest {

    private static final int MANY = 1_000_000;

    private final EventCost cost = new EventCost();

    @Test
    void shouldTakeOffWhatReadingTheClockCosts() {
        cost.add(70, 20);
        cost.add(50, 20);

        assertThat(cost.meanNs()).isEqualTo(40);
    }

    @Test
    void shouldTimeEveryEventAtFirstAndOneInAThousandLater() {
        int early = 0;
        int late = 0;
        for (int event = 1; event <= MANY; event++) {
            if (event == cost.next()) {
                early += event <= 16 ? 1 : 0;
                late += event > MANY / 2 ? 1 : 0;
                cost.add(10, 0);
            }
        }
        assertThat(early).isEqualTo(16);
        assertThat(late).isBetween(MANY / 2 / EventCost.RAREST * 8 / 10, MANY / 2 / EventCost.RAREST * 12 / 10);
    }

    /** Where each 64th event costs more, a fixed step of 64, 128 … would time only those, or none of them. */
    @Test
    void shouldNotBeMisledByARhythm() {
        double sum = 0;
        int reads = 0;
        for (int event = 1; event <= 20 * MANY; event++) {
            if (event == cost.next()) {
                cost.add(event % 64 == 0 ? 640 : 0, 0);
            }
            if (event % 300_000 == 0) {
                sum += cost.meanNs();
                reads++;
            }
        }
        assertThat(sum / reads).isCloseTo(10, within(4.0));
    }

    @Test
    void shouldForgetWhatWasSlowLongAgo() {
        for (int i = 0; i < 100; i++) {
            cost.add(1000, 0);
        }
        for (int i = 0; i < 2000; i++) {
            cost.add(10, 0);
        }
        assertThat(cost.meanNs()).isCloseTo(10, within(1.0));
    }

    @Test
    void shouldLeaveOutWhatTheMachineInterrupted() {
        cost.add(10, 0);
        cost.add(1_000_000, 0);
        cost.add(10, 1_000_000);

        assertThat(cost.meanNs()).isEqualTo(10);
    }

    @Test
    void shouldKnowNothingBeforeTheFirstEventAndNeverTellOfLessThanNothing() {
        assertThat(cost.meanNs()).isZero();

        cost.add(20, 25);

        assertThat(cost.meanNs()).isZero();
    }
}
