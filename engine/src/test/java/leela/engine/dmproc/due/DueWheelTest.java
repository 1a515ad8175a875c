package leela.engine.dmproc.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are milliseconds. */
class DueWheelTest {

    private static final long MS = 1_000_000;

    private final DueWheel wheel = new DueWheel(3);
    private final List<String> told = new ArrayList<>();

    /** What it does beside being told. */
    private Runnable beside = () -> {};

    private final class State extends Due {
        private final String name;

        State(final String name, final long dueMs) {
            this.name = name;
            wheel.await(this, dueMs * MS);
        }

        @Override
        public void onDue() {
            told.add(name);
            final Runnable once = beside;
            beside = () -> {};
            once.run();
        }
    }

    @Test
    void shouldTellWhatIsDueInTheOrderInWhichItBeganToWait() {
        final State first = new State("a", 150);
        final State second = new State("b", 110);
        final State later = new State("c", 190);
        wheel.advance(160 * MS);

        assertThat(told).containsExactly("a", "b");
        assertThat(List.of(first.dueNs(), second.dueNs(), later.dueNs())).containsExactly(150 * MS, 110 * MS, 190 * MS);
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void shouldTellWhatIsLeftAtTheNextTickWhereATickMayTellNoMore() {
        for (int i = 0; i < 5; i++) {
            final State unused = new State("" + i, 150);
        }
        wheel.advance(200 * MS);
        assertThat(told).containsExactly("0", "1", "2");

        wheel.advance(300 * MS);
        assertThat(told).containsExactly("0", "1", "2", "3", "4");
    }

    /** An alert that hears of a value waits for its next sample, and may have been due with it. */
    @Test
    void shouldGoOnWhereOneLetsTheNextWaitForSomethingElse() {
        final State first = new State("a", 150);
        final State next = new State("b", 150);
        final State last = new State("c", 150);
        beside = () -> wheel.await(next, 900 * MS);
        wheel.advance(200 * MS);
        assertThat(told).containsExactly("a", "c");

        wheel.advance(900 * MS);
        assertThat(told).containsExactly("a", "c", "b");
        assertThat(first.dueNs() + last.dueNs()).isEqualTo(300 * MS);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void shouldTellNothingOfWhatAnotherHasTakenAway() {
        final State first = new State("a", 150);
        final State last = new State("b", 150);
        beside = () -> wheel.remove(last);
        wheel.advance(200 * MS);

        assertThat(told).containsExactly("a");
        assertThat(first.dueNs()).isEqualTo(last.dueNs());
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void shouldTellTheOthersAtTheNextTickWhereOneFails() {
        final State first = new State("a", 150);
        final State second = new State("b", 150);
        beside = () -> {
            throw new IllegalStateException("the sink's");
        };
        assertThatIllegalStateException().isThrownBy(() -> wheel.advance(200 * MS));

        wheel.advance(300 * MS);
        assertThat(told).containsExactly("a", "b");
        assertThat(first.dueNs()).isEqualTo(second.dueNs());
    }

    @Test
    void shouldFollowAClockThatIsSetBack() {
        wheel.advance(10_000_000 * MS);
        final State early = new State("early", 500);
        wheel.advance(600 * MS);

        assertThat(told).containsExactly("early");
        assertThat(early.dueNs()).isEqualTo(500 * MS);
    }
}
