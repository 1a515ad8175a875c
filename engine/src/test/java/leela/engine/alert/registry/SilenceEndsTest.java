package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.alert.AlertState;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.JdkPattern;
import leela.engine.alert.Transition;
import leela.engine.notify.delivery.MemoryLog;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** What is due when silences end, look by look, over kills. */
final class SilenceEndsTest {

    private static final long HOUR_NS = 3_600_000_000_000L;

    private final ManualClock clock = new ManualClock(Transitions.TIME_NS);
    private final MemoryLog disk = new MemoryLog();
    private final Lock lock = new ReentrantLock();
    private AlertLog log;
    private ActiveSilences silences;
    private SilenceEnds ends;

    SilenceEndsTest() {
        start();
    }

    @Test
    void shouldBeDueAgainWhenItWasHandedOnAndNotKeptBeforeAKill() {
        silenceAnHour();
        fires(1, "web1", true);
        assertThat(ends.take(lock)).isEmpty();
        clock.advanceNs(HOUR_NS);

        assertThat(numbers(ends.take(lock))).containsExactly(1L);
        start();
        final List<Transition> again = ends.take(lock);
        assertThat(numbers(again)).as("nobody has said that he keeps it").containsExactly(1L);
        ends.told(again, log, lock);
        start();
        assertThat(ends.take(lock)).isEmpty();
    }

    @Test
    void shouldBeDueWhenASilenceCameAndWentBetweenTwoLooks() {
        assertThat(ends.take(lock)).isEmpty();
        silenceAnHour();
        fires(1, "web1", true);
        clock.advanceNs(HOUR_NS);

        assertThat(numbers(ends.take(lock))).containsExactly(1L);
    }

    @Test
    void shouldBeDueOnceWhileItIsHandedOn() {
        silenceAnHour();
        fires(1, "web1", true);
        clock.advanceNs(HOUR_NS);
        assertThat(numbers(ends.take(lock))).containsExactly(1L);

        silenceAnHour();
        assertThat(ends.take(lock)).isEmpty();
        clock.advanceNs(HOUR_NS);
        assertThat(ends.take(lock)).as("another silence has ended").isEmpty();
    }

    @Test
    void shouldHandOnNoMoreThanMayWaitForTheDiskAndTheRestLater() {
        silenceAnHour();
        for (int i = 1; i <= SilenceEnds.MOST; i++) {
            fires(i, "web" + i, true);
        }
        clock.advanceNs(HOUR_NS);
        final List<Transition> first = ends.take(lock);
        assertThat(first).hasSize(SilenceEnds.MOST);
        silenceAnHour();
        fires(SilenceEnds.MOST + 1, "web0", true);
        assertThat(ends.take(lock)).isEmpty();
        clock.advanceNs(HOUR_NS);
        assertThat(ends.take(lock)).as("while the disk takes nothing").isEmpty();

        ends.told(first, log, lock);
        assertThat(numbers(ends.take(lock))).containsExactly(SilenceEnds.MOST + 1L);
    }

    @Test
    void shouldLetWhatCameAndWentBe() {
        silenceAnHour();
        fires(1, "web1", true);
        ends(2, 1, "web1", true);
        clock.advanceNs(HOUR_NS);

        assertThat(ends.take(lock)).isEmpty();
    }

    @Test
    void shouldBeDueThatItIsOverWhenPeopleWereToldThatItBegan() {
        fires(1, "web1", false);
        silenceAnHour();
        ends(2, 1, "web1", true);
        assertThat(ends.take(lock)).isEmpty();
        clock.advanceNs(HOUR_NS);

        assertThat(numbers(ends.take(lock))).containsExactly(2L);
    }

    private void start() {
        log = new AlertLog(disk, fault -> {
            throw new AssertionError(fault);
        });
        silences = new ActiveSilences(log.book(), JdkPattern::of, clock);
        ends = new SilenceEnds(log.book(), silences);
    }

    private void silenceAnHour() {
        try {
            log.record(new LogEntry.Silenced(silences.next("web", HOUR_NS, "bob", "")));
        } catch (final AlertRefusedException refused) {
            throw new AssertionError(refused);
        }
        silences.changed();
    }

    private void fires(final long number, final String host, final boolean isSilenced) {
        change(Transitions.firing(number, host, "ops"), AlertState.FIRING, number, isSilenced);
    }

    private void ends(final long number, final long opened, final String host, final boolean isSilenced) {
        change(Transitions.resolved(number, opened, host, "ops"), AlertState.OK, 0, isSilenced);
    }

    private void change(final Transition told, final AlertState state, final long opened, final boolean isSilenced) {
        log.record(new LogEntry.Changed(List.of(group(told, state, opened)), told, isSilenced));
    }

    private static GroupRecord group(final Transition told, final AlertState state, final long opened) {
        return new GroupRecord(
                told.alert(),
                told.group(),
                told.labels(),
                state,
                AlertState.OK,
                state,
                told.sinceNs(),
                told.timeNs(),
                told.value(),
                opened,
                false,
                List.of());
    }

    private static List<Long> numbers(final List<Transition> transitions) {
        return transitions.stream().map(Transition::number).toList();
    }
}
