package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import leela.engine.alert.Transition;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** Changes on their way to the disk, and to those who tell people. */
final class AlertChangesTest {

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<Integer> turns = new CopyOnWriteArrayList<>();
    private final AlertChanges changes = new AlertChanges(
            told -> told.group().startsWith("quiet"), this::keep, this::handOn, new ManualClock(1), fault -> {
                throw new AssertionError(fault);
            });

    @Test
    void shouldKeepAChangeBeforeItIsHandedOnAndRunWhatIsBehindAfterThat() {
        changes.add(List.of(), Transitions.firing(1, "web1"));
        changes.add(List.of(), null);
        changes.add(List.of(), Transitions.firing(2, "quiet1"));
        changes.behind(() -> steps.add("behind"));
        changes.start();
        changes.close();

        assertThat(steps).containsExactly("keep 1", "keep null", "keep 2 silenced", "hand on 1", "behind");
    }

    @Test
    void shouldLetOthersToWhatIsKeptBetweenTurnsAndLoseNothing() {
        final int many = 2 * AlertChanges.MOST_A_TURN + 1;
        for (int i = 1; i <= many; i++) {
            changes.add(List.of(), Transitions.firing(i, "web" + i));
        }
        changes.start();
        changes.close();

        assertThat(turns.stream().filter(size -> size > 0))
                .containsExactly(AlertChanges.MOST_A_TURN, AlertChanges.MOST_A_TURN, 1);
        assertThat(steps.stream().filter(step -> step.startsWith("hand on"))).hasSize(many);
    }

    @Test
    void shouldWakeUpForWhatComesLater() throws InterruptedException {
        changes.start();
        final CountDownLatch isBehind = new CountDownLatch(1);
        changes.add(List.of(), Transitions.firing(1, "web1"));
        changes.behind(isBehind::countDown);
        isBehind.await();

        assertThat(steps).containsExactly("keep 1", "hand on 1");
        changes.close();
    }

    private void keep(final List<LogEntry.Changed> taken) {
        turns.add(taken.size());
        taken.forEach(one -> steps.add(
                "keep " + (one.told() == null ? null : one.told().number()) + (one.isSilenced() ? " silenced" : "")));
    }

    private void handOn(final Transition told) {
        steps.add("hand on " + told.number());
    }
}
