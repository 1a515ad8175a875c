package leela.engine.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/**
 * The engine is killed at each step that it makes towards the disk or a receiver, and begins anew with what is on the
 * disk, while the transitions come again from the last snapshot: each recipient has each of them once, or it is shown
 * as unconfirmed; one that can tell a repetition has them all.
 */
final class KilledDeliveriesTest {

    private static final int TRANSITIONS = 30;
    private static final long ROUND_NS = 70_000_000_000L;

    private final ManualClock clock = new ManualClock(Transitions.TIME_NS);
    private final MemoryLog log = new MemoryLog();
    private final Map<String, Integer> receivedOf = new HashMap<>();
    private final Map<String, Integer> noticesOf = new HashMap<>();
    private SplittableRandom random;

    /** Has what it was given before it answers; the world may end before and after. */
    private final Notifier<Notice> receiver = new Notifier<>() {
        @Override
        public boolean isConnected() {
            return random.nextInt(8) > 0;
        }

        @Override
        public boolean trySend(final String to, final Notice notice, final Consumer<Outcome> onOutcome) {
            log.step();
            if (random.nextInt(8) == 0) {
                onOutcome.accept(Outcome.retry("busy"));
                return true;
            }
            if (noticesOf.merge(notice.id(), 1, Integer::sum) == 1 || to.equals("blind")) {
                notice.transitions().forEach(one -> receivedOf.merge(to + " " + one.number(), 1, Integer::sum));
            }
            log.step();
            onOutcome.accept(random.nextInt(8) == 0 ? Outcome.unconfirmed("cut off") : Outcome.CONFIRMED);
            return true;
        }
    };

    @Test
    void shouldTellEachRecipientOnceOrShowThatItMayHaveWhenKilledAtAnyStep() {
        int kills = 0;
        for (int step = 0; step < 120; step++) {
            kills += story(new SplittableRandom(step), step);
        }
        assertThat(kills).isGreaterThan(500);
    }

    /** How often it was killed. */
    private int story(final SplittableRandom dice, final int firstKill) {
        random = dice;
        log.records.clear();
        receivedOf.clear();
        noticesOf.clear();
        int kills = 0;
        log.stepsLeft = firstKill;
        Deliveries deliveries = null;
        for (int round = 0; round < 60; round++) {
            try {
                if (deliveries == null) {
                    deliveries = open();
                }
                for (long number = 1; number <= Math.min(TRANSITIONS, round); number++) {
                    deliveries.onTransition(Transitions.firing(number, "web" + number % 3, "blind", "seeing"));
                }
                clock.advanceNs(ROUND_NS);
                deliveries.work();
            } catch (final MemoryLog.Killed killed) {
                kills++;
                deliveries = null;
                log.stepsLeft = kills < 10 ? dice.nextInt(40) : -1;
            }
        }
        check(deliveries);
        return kills;
    }

    private void check(final Deliveries deliveries) {
        final List<String> unconfirmed = new ArrayList<>();
        for (final Unconfirmed one : deliveries.unconfirmed()) {
            for (final long number : one.numbers()) {
                unconfirmed.add(one.recipient() + " " + number);
            }
        }
        for (long number = 1; number <= TRANSITIONS; number++) {
            assertThat(receivedOf.getOrDefault("seeing " + number, 0)).isEqualTo(1);
            final int blind = receivedOf.getOrDefault("blind " + number, 0);
            if (unconfirmed.contains("blind " + number)) {
                assertThat(blind).isLessThanOrEqualTo(1);
            } else {
                assertThat(blind).as("blind " + number).isEqualTo(1);
            }
        }
        assertThat(unconfirmed).doesNotHaveDuplicates();
        assertThat(deliveries.figures())
                .allSatisfy(one -> assertThat(one.pending()).isZero());
    }

    private Deliveries open() {
        final Counters counters = Counters.inMemory();
        final DeliveryCounters counted = DeliveryCountersOfTests.of(counters);
        return new Deliveries(
                new DeliverySettings("node", 0, 1000, false),
                DeliveryCountersOfTests.recipients(name ->
                        Optional.of(new Recipient(name, "test", "", receiver, name.equals("seeing"), 60, counted))),
                log,
                clock,
                counters,
                fault -> {
                    throw new AssertionError(fault);
                });
    }
}
