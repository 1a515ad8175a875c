package leela.engine.notify.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import leela.engine.counters.Counters;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Deliveries;
import leela.engine.notify.delivery.DeliveryCountersOfTests;
import leela.engine.notify.delivery.DeliverySettings;
import leela.engine.notify.delivery.MemoryLog;
import leela.engine.notify.delivery.Recipient;
import leela.engine.notify.delivery.Rounds;
import leela.engine.notify.delivery.ScriptedNotifier;
import leela.engine.notify.delivery.Transitions;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.Claims;
import leela.engine.spi.DirectoryException;
import org.junit.jupiter.api.Test;

/** Two engines that see the same, round by round. */
final class SharedTellingTest {

    private final ManualClock clock = new ManualClock(Transitions.TIME_NS);
    private final Map<Claims.Claim, String> claimed = new HashMap<>();
    private final Set<Claims.Claim> told = new HashSet<>();
    private final Set<String> living = new HashSet<>();
    private boolean isAway;

    private final Engine first = new Engine("first");
    private final Engine second = new Engine("second");

    @Test
    void shouldTellOnceWhenBothSeeIt() {
        bothSee(1, "pager", "ops");
        rounds();

        assertThat(first.notifier.numbers()).containsExactly(List.of(1L), List.of(1L));
        assertThat(second.notifier.taken).isEmpty();
        assertThat(second.counters.read(SharedCounter.OTHERS)).isEqualTo(2);
    }

    @Test
    void shouldTellInPlaceOfAnEngineThatEndsBeforeItDid() {
        first.notifier.isConnected = false;
        bothSee(1, "pager");
        bothSee(2, "pager");
        rounds();
        assertThat(second.notifier.taken).isEmpty();

        living.remove("first");
        second.later();
        assertThat(second.notifier.numbers()).containsExactly(List.of(1L), List.of(2L));
        assertThat(second.counters.read(SharedCounter.TAKEN)).isEqualTo(2);

        first.restart();
        first.notifier.isConnected = true;
        first.telling.onTransition(Transitions.firing(1, "web1", "pager")); // as a registry does at its start
        first.later();
        assertThat(first.notifier.taken).isEmpty();
    }

    @Test
    void shouldTellTheRestWhenAnEngineEndsAmongItsRecipients() {
        first.notifier.outcomes.add(Outcome.CONFIRMED);
        first.notifier.outcomes.add(Outcome.retry("503"));
        bothSee(1, "pager", "ops");
        rounds();
        assertThat(first.notifier.taken).hasSize(2);

        living.remove("first");
        second.later();
        assertThat(second.notifier.taken)
                .singleElement()
                .satisfies(notice -> assertThat(notice.recipient())
                        .isEqualTo(first.notifier.taken.get(1).recipient()));
    }

    @Test
    void shouldTellAllTheSameWhenNobodyKnowsOfTheOthers() {
        isAway = true;
        bothSee(1, "pager");
        rounds();

        assertThat(first.notifier.numbers()).containsExactly(List.of(1L));
        assertThat(second.notifier.numbers()).containsExactly(List.of(1L));
        assertThat(second.telling.state().sentence())
                .startsWith("on its own since ")
                .contains("nobody is there");

        isAway = false;
        bothSee(2, "pager");
        rounds();
        assertThat(second.notifier.numbers()).containsExactly(List.of(1L));
        assertThat(second.telling.state().isWorking()).isTrue();
    }

    private void bothSee(final long number, final String... recipients) {
        first.telling.onTransition(Transitions.firing(number, "web" + number, recipients));
        second.telling.onTransition(Transitions.firing(number, "web" + number, recipients));
    }

    private void rounds() {
        for (int i = 0; i < 3; i++) {
            first.round();
            second.round();
        }
    }

    private final class Engine {

        private final String name;
        private final ScriptedNotifier notifier = new ScriptedNotifier();
        private final MemoryLog log = new MemoryLog();
        private final Counters counters = Counters.inMemory();
        private Deliveries deliveries;
        private SharedTelling telling;

        private Engine(final String name) {
            this.name = name;
            open();
        }

        private void open() {
            deliveries = new Deliveries(
                    new DeliverySettings(name, 0, 1000, false),
                    DeliveryCountersOfTests.recipients(to -> Optional.of(
                            new Recipient(to, "test", "", notifier, false, 60, DeliveryCountersOfTests.of(counters)))),
                    log,
                    clock,
                    counters,
                    fault -> {
                        throw new AssertionError(fault);
                    });
            telling = new SharedTelling(
                    new Shared(name), deliveries, () -> {}, 5 * Clock.NANOS_PER_SECOND, clock, counters, fault -> {
                        throw new AssertionError(fault);
                    });
        }

        private void round() {
            telling.round();
            Rounds.work(deliveries);
        }

        /** Its next look at what others do. */
        private void later() {
            clock.advanceNs(5 * Clock.NANOS_PER_SECOND);
            round();
            round();
        }

        private void restart() {
            open();
            telling.withdraw();
        }
    }

    private final class Shared implements Claims {

        private final String owner;

        private Shared(final String owner) {
            this.owner = owner;
        }

        @Override
        public Verdict claim(final Claim claim) throws DirectoryException {
            check();
            final String other = claimed.putIfAbsent(claim, owner);
            if (told.contains(claim)) {
                return Verdict.TOLD;
            }
            if (other == null || other.equals(owner)) {
                return Verdict.OURS;
            }
            if (living.contains(other)) {
                return Verdict.OTHERS;
            }
            claimed.put(claim, owner);
            return Verdict.TAKEN;
        }

        @Override
        public void settled(final Claim claim) throws DirectoryException {
            check();
            told.add(claim);
        }

        @Override
        public void renew() throws DirectoryException {
            check();
            living.add(owner);
        }

        @Override
        public void close() {
            living.remove(owner);
        }

        private void check() throws DirectoryException {
            if (isAway) {
                throw new DirectoryException("nobody is there", null);
            }
        }
    }
}
