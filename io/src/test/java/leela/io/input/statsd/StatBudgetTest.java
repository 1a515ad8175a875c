package leela.io.input.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatBudgetTest {

    private final StatBudget budget = new StatBudget(100);

    @Test
    void shouldGiveAllThatIsThereAndNoMore() {
        assertThat(budget.tryTake(60)).isTrue();
        assertThat(budget.tryTake(41)).isFalse();
        assertThat(budget.tryTake(40)).as("what was refused is not taken").isTrue();
        assertThat(budget.tryTake(1)).isFalse();
    }

    @Test
    void shouldGiveAgainWhatWasGivenBack() {
        assertThat(budget.tryTake(100)).isTrue();
        budget.giveBack(30);

        assertThat(budget.tryTake(31)).isFalse();
        assertThat(budget.tryTake(30)).isTrue();
    }
}
