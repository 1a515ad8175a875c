package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

final class ShortTurnsTest {

    private final ManualClock clock = new ManualClock(0);
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Queue<Runnable> behindSockets = new ArrayDeque<>();
    private final ShortTurns turns = new ShortTurns(loop::add, behindSockets::add, clock);
    private final List<Integer> ran = new ArrayList<>();

    private void addTasks(final int count, final long tookNs) {
        for (int i = 0; i < count; i++) {
            final int number = i;
            turns.execute(() -> {
                ran.add(number);
                clock.advanceNs(tookNs);
            });
        }
    }

    @Test
    void shouldRunInOneTurnWhatIsShort() {
        addTasks(5, ShortTurns.TURN_NS / 10);
        assertThat(loop).as("one turn for all").hasSize(1);
        loop.remove().run();
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        assertThat(behindSockets).isEmpty();
    }

    @Test
    void shouldLookAtSocketsBetweenTasksThatAreLong() {
        addTasks(5, ShortTurns.TURN_NS / 2);
        loop.remove().run();
        assertThat(ran).containsExactly(0, 1);
        behindSockets.remove().run();
        assertThat(ran).containsExactly(0, 1, 2, 3);
        behindSockets.remove().run();
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        assertThat(loop).isEmpty();
        assertThat(behindSockets).isEmpty();
    }

    @Test
    void shouldGoOnWhereATaskFails() {
        turns.execute(() -> {
            throw new IllegalStateException("of the task");
        });
        addTasks(1, 0);
        final Runnable turn = loop.remove();
        assertThatThrownBy(turn::run).hasMessage("of the task");
        behindSockets.remove().run();
        assertThat(ran).containsExactly(0);
        addTasks(1, 0);
        assertThat(loop).hasSize(1);
    }

    @Test
    void shouldRunAllThatIsLeftAtTheEnd() {
        addTasks(5, ShortTurns.TURN_NS);
        turns.runAll();
        assertThat(ran).hasSize(5);
    }
}
