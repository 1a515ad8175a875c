package leela.engine.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import leela.engine.counters.Counters;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** Deliveries round by round, at times that the test chooses. */
final class DeliveriesTest {

    private static final long GROUP_WAIT_NS = 200_000_000;
    private static final int CAPACITY = 50;
    private static final int PER_MINUTE = 10;
    private static final long PAUSE_NS = 61 * Clock.NANOS_PER_SECOND;

    private final ManualClock clock = new ManualClock(Transitions.TIME_NS);
    private final Counters counters = Counters.inMemory();
    private final DeliveryCounters counted = DeliveryCountersOfTests.of(counters);
    private final MemoryLog log = new MemoryLog();
    private final ScriptedNotifier pager = new ScriptedNotifier();
    private final ScriptedNotifier ops = new ScriptedNotifier();
    private boolean isRepeatable;
    private Deliveries deliveries = open();

    @Test
    void shouldTellEachRecipientOnceWhenATransitionComesTwice() {
        accept(1, "web1", "pager", "ops", "pager");
        accept(1, "web1", "pager", "ops", "pager");

        round(GROUP_WAIT_NS);
        round(GROUP_WAIT_NS);

        assertThat(pager.numbers()).containsExactly(List.of(1L));
        assertThat(ops.numbers()).containsExactly(List.of(1L));
        assertThat(counters.read(counted.confirmed())).isEqualTo(2);
        assertThat(counters.read(counted.pending())).isZero();
        assertThat(counters.read(DeliveryCounter.KNOWN)).isEqualTo(1);
    }

    @Test
    void shouldPutAGroupTogetherThatBeginsWithinItsWait() {
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS / 2);
        accept(2, "web1", "pager");
        accept(3, "web2", "pager");
        round(GROUP_WAIT_NS / 2);
        assertThat(pager.numbers()).containsExactly(List.of(1L, 2L));

        round(GROUP_WAIT_NS);
        assertThat(pager.numbers()).containsExactly(List.of(1L, 2L), List.of(3L));
    }

    @Test
    void shouldHaveItOnTheDiskBeforeItIsSent() {
        accept(1, "web1", "pager");
        log.isFull = true;
        log.syncs = 0;
        pager.isSilent = true;
        log.isFull = false;

        round(GROUP_WAIT_NS);

        assertThat(pager.taken).hasSize(1);
        assertThat(log.syncs).isEqualTo(1);
    }

    @Test
    void shouldTryTheSameNoticeAgainWithGrowingPauses() {
        pager.outcomes.addAll(List.of(Outcome.retry("503"), Outcome.retry("503")));
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        round(0);
        assertThat(pager.taken).hasSize(1);
        assertThat(deliveries.figures().get(0).state().sentence())
                .contains("not told since")
                .contains("503");

        accept(2, "web1", "pager");
        round(PAUSE_NS);
        round(0);
        round(PAUSE_NS);
        round(0);

        assertThat(pager.numbers()).containsExactly(List.of(1L), List.of(1L), List.of(1L), List.of(2L));
        assertThat(pager.taken.get(2)).isSameAs(pager.taken.get(0));
        assertThat(deliveries.figures().get(0).state().isWorking()).isTrue();
        assertThat(counters.read(counted.retried())).isEqualTo(2);
    }

    @Test
    void shouldTellHowLongItTookWithTheSameInEachTry() {
        pager.outcomes.add(Outcome.retry("503"));
        final long decisionNs = 800_000_000L;
        clock.advanceNs(Transitions.ARRIVAL_NS + decisionNs);
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        round(0);
        round(PAUSE_NS);

        assertThat(pager.taken)
                .hasSize(2)
                .allSatisfy(notice -> assertThat(notice.receipts())
                        .containsExactly(
                                new Receipt(180_000_000_000L, Transitions.ARRIVAL_NS, decisionNs, GROUP_WAIT_NS)));
        assertThat(counted.sending().sumNs()).isEqualTo(GROUP_WAIT_NS);
        assertThat(deliveries.decisionLatencies().arrivals())
                .hasEntrySatisfying(
                        "disk_full", durations -> assertThat(durations.sumNs()).isEqualTo(Transitions.ARRIVAL_NS));
        assertThat(deliveries.decisionLatencies().decisions())
                .hasEntrySatisfying(
                        "disk_full", durations -> assertThat(durations.sumNs()).isEqualTo(decisionNs));
    }

    @Test
    void shouldWaitAsLongAsTheReceiverAsks() {
        pager.outcomes.add(new Outcome(Outcome.Kind.RETRY, "429", 600 * Clock.NANOS_PER_SECOND));
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        round(0);

        round(500 * Clock.NANOS_PER_SECOND);
        assertThat(pager.taken).hasSize(1);
        round(101 * Clock.NANOS_PER_SECOND);
        assertThat(pager.taken).hasSize(2);
    }

    @Test
    void shouldGoOnWithTheNextWhenOneIsRefused() {
        pager.outcomes.add(Outcome.refused("404"));
        accept(1, "web1", "pager");
        accept(2, "web2", "pager");
        round(GROUP_WAIT_NS);
        round(0);

        assertThat(pager.numbers()).containsExactly(List.of(1L), List.of(2L));
        assertThat(counters.read(counted.refused())).isEqualTo(1);
        assertThat(counters.read(counted.confirmed())).isZero();
        round(0);
        assertThat(counters.read(counted.confirmed())).isEqualTo(1);
    }

    @Test
    void shouldTryARefusedOneAgainAtTimesAsLongAsItStands() {
        deliveries.tellAgainWhile(told -> told.number() == 1);
        pager.outcomes.addAll(Collections.nCopies(6, Outcome.refused("404")));
        accept(1, "web1", "pager");
        accept(2, "web2", "pager");
        round(GROUP_WAIT_NS);
        round(0);
        round(0);
        for (int i = 0; i < 200; i++) {
            round(PAUSE_NS);
            round(GROUP_WAIT_NS);
        }

        assertThat(pager.numbers()).containsExactly(List.of(1L), List.of(2L), List.of(1L), List.of(1L), List.of(1L));
        assertThat(pager.taken.get(4).id()).isEqualTo(pager.taken.get(0).id());
        assertThat(deliveries.fate(1, "pager")).endsWith("tried again once pager has taken something else.");
    }

    @Test
    void shouldTellWhatWasRefusedOnceItsRecipientTakesSomethingAgain() {
        deliveries.tellAgainWhile(told -> true);
        refuseFour();

        deliveries.onTried("pager");
        round(0);
        round(PAUSE_NS);
        round(GROUP_WAIT_NS);
        round(GROUP_WAIT_NS);
        round(0);

        assertThat(pager.numbers().subList(4, pager.taken.size())).containsExactly(List.of(1L));
        assertThat(deliveries.fate(1, "pager")).startsWith("pager was told at ");
        assertThat(counters.read(counted.confirmed())).isEqualTo(1);
        assertThat(counters.read(counted.pending())).isZero();
    }

    @Test
    void shouldTellWhatWasRefusedAfterAStart() {
        refuseFour();

        deliveries = open();
        deliveries.tellAgainWhile(told -> true);
        assertThat(deliveries.fate(1, "pager")).startsWith("pager was not told before the engine started anew. While");
        round(PAUSE_NS);
        round(GROUP_WAIT_NS);
        assertThat(pager.numbers()).hasSize(5).last().isEqualTo(List.of(1L));
        round(0);
        deliveries = open();
        deliveries.tellAgainWhile(told -> true);
        round(PAUSE_NS);
        round(GROUP_WAIT_NS);

        assertThat(pager.taken).as("told once").hasSize(5);
    }

    @Test
    void shouldTryOnceMoreEachTimeUntilItIsEnoughWhenOnlyThatOneIsRefused() {
        deliveries.tellAgainWhile(told -> true);
        final int more = 20;
        pager.outcomes.add(Outcome.refused("400"));
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        round(0);
        for (int i = 0; i < more; i++) {
            pager.outcomes.addAll(List.of(Outcome.CONFIRMED, Outcome.refused("400")));
            accept(2 + i, "web2", "pager");
            for (int j = 0; j < 4; j++) {
                round(PAUSE_NS);
            }
            pager.outcomes.clear();
        }

        assertThat(pager.numbers().stream().filter(List.of(1L)::equals)).hasSize(RefusedChanges.MOST_TRIES);
        assertThat(deliveries.fate(1, "pager")).endsWith(": 400. It is not tried again.");
    }

    private void refuseFour() {
        pager.outcomes.addAll(Collections.nCopies(4, Outcome.refused("404")));
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        deliveries.tellAgainWhile(told -> true);
        for (int i = 0; i < 80; i++) {
            round(PAUSE_NS);
            round(GROUP_WAIT_NS);
        }
        assertThat(pager.taken).hasSize(4);
    }

    @Test
    void shouldLetASlowRecipientHoldUpNobodyElse() {
        pager.isSilent = true;
        accept(1, "web1", "pager", "ops");
        accept(2, "web2", "pager", "ops");
        round(GROUP_WAIT_NS);
        round(GROUP_WAIT_NS);

        assertThat(pager.numbers()).containsExactly(List.of(1L));
        assertThat(ops.numbers()).containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void shouldTellAStormInFewMessagesAndLeaveNothingOut() {
        for (int i = 1; i <= CAPACITY; i++) {
            accept(i, "web" + i, "pager");
        }
        for (int i = 0; i < CAPACITY; i++) {
            round(GROUP_WAIT_NS);
        }

        assertThat(pager.taken).hasSize(1);
        assertThat(pager.taken.get(0).transitions()).hasSize(CAPACITY);
    }

    @Test
    void shouldPutTogetherWhatTheMinuteDoesNotAllow() {
        for (int i = 1; i <= 2 * PER_MINUTE + 5; i++) {
            accept(i, "web" + i, "pager");
            round(GROUP_WAIT_NS);
        }
        assertThat(pager.taken).hasSize(PER_MINUTE);

        round(2 * PAUSE_NS);
        assertThat(pager.taken).hasSize(PER_MINUTE + 1);
        assertThat(pager.taken.get(PER_MINUTE).transitions()).hasSize(PER_MINUTE + 5);
    }

    @Test
    void shouldGiveUpTheOldestAndSaySoWhenTooManyWait() {
        pager.isConnected = false;
        for (int i = 1; i <= CAPACITY + 3; i++) {
            accept(i, "web" + i, "pager");
        }
        round(GROUP_WAIT_NS);
        pager.isConnected = true;
        round(GROUP_WAIT_NS);

        assertThat(pager.taken.get(0).first().number()).isEqualTo(4);
        assertThat(pager.taken.get(0).givenUp()).isEqualTo(3);
        assertThat(counters.read(counted.givenUp())).isEqualTo(3);
    }

    @Test
    void shouldTellOfAFullDiskAndKeepAllOnceThereIsRoom() {
        log.isFull = true;
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        assertThat(pager.numbers()).containsExactly(List.of(1L));
        assertThat(deliveries.state().sentence())
                .contains("not on the disk since")
                .contains("no space left");

        log.isFull = false;
        round(GROUP_WAIT_NS);
        round(GROUP_WAIT_NS);
        assertThat(deliveries.state().isWorking()).isTrue();
        deliveries = open();
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        assertThat(pager.taken).hasSize(1);
    }

    @Test
    void shouldNotTellAgainAndShowWhatWasUnderWayWhenTheEngineIsKilled() {
        pager.isSilent = true;
        accept(1, "web1", "pager");
        accept(2, "web2", "pager");
        round(GROUP_WAIT_NS);

        pager.isSilent = false;
        deliveries = open();
        round(GROUP_WAIT_NS);
        round(GROUP_WAIT_NS);

        assertThat(pager.numbers()).containsExactly(List.of(1L), List.of(2L));
        assertThat(deliveries.unconfirmed()).hasSize(1);
        assertThat(deliveries.unconfirmed().get(0).numbers()).containsExactly(1);
        assertThat(deliveries.unconfirmed().get(0).recipient()).isEqualTo("pager");
        assertThat(open().unconfirmed()).as("also after a further restart").hasSize(1);
    }

    @Test
    void shouldTellAgainUnderTheSameNameWhereTheReceiverCanTell() {
        isRepeatable = true;
        deliveries = open();
        pager.isSilent = true;
        accept(1, "web1", "pager");
        round(GROUP_WAIT_NS);
        pager.last.accept(Outcome.unconfirmed("timed out"));
        round(0);

        pager.isSilent = false;
        deliveries = open();
        accept(2, "web1", "pager");
        round(GROUP_WAIT_NS);
        round(GROUP_WAIT_NS);

        assertThat(pager.numbers()).containsExactly(List.of(1L), List.of(1L), List.of(2L));
        assertThat(pager.taken.get(1).id()).isEqualTo(pager.taken.get(0).id());
        assertThat(deliveries.unconfirmed()).isEmpty();
    }

    @Test
    void shouldTellWhatBecameOfEachChange() {
        pager.outcomes.addAll(List.of(Outcome.retry("503"), Outcome.CONFIRMED, Outcome.refused("404")));
        accept(1, "web1", "pager");
        assertThat(deliveries.fate(1, "pager")).isEqualTo("pager is about to be told.");
        round(GROUP_WAIT_NS);
        round(0);
        assertThat(deliveries.fate(1, "pager"))
                .startsWith("pager has not been told yet; tried at ")
                .endsWith(": 503.");
        round(PAUSE_NS);
        round(PAUSE_NS);
        assertThat(deliveries.fate(1, "pager")).startsWith("pager was told at ");
        accept(2, "web2", "pager");
        round(GROUP_WAIT_NS);
        round(PAUSE_NS);
        assertThat(deliveries.fate(2, "pager"))
                .startsWith("pager was not told, at ")
                .endsWith(": 404. While it stands it is tried again in 1 min, and once pager has taken something"
                        + " else.");
        assertThat(deliveries.fate(3, "pager")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsForNobody() {
        accept(1, "web1", "nobody");
        round(GROUP_WAIT_NS);

        assertThat(counters.read(DeliveryCounter.NOBODY)).isEqualTo(1);
    }

    @Test
    void shouldWriteTheLogAnewOnceMostOfItIsSettled() {
        final long most = 3 << 20;
        for (int i = 1; i < 6000; i++) {
            accept(i, "web" + i, "pager");
            round(PAUSE_NS);
            assertThat(log.size()).isLessThan(most);
        }
        assertThat(counters.read(counted.confirmed())).isGreaterThan(5900);
    }

    private void accept(final long number, final String host, final String... to) {
        assertThat(deliveries.onTransition(Transitions.firing(number, host, to)))
                .isTrue();
        deliveries.work();
    }

    /** Lets time pass, and does what is due then. */
    private void round(final long ns) {
        clock.advanceNs(ns);
        deliveries.work();
    }

    private Deliveries open() {
        return new Deliveries(
                new DeliverySettings("node", GROUP_WAIT_NS, CAPACITY, true),
                DeliveryCountersOfTests.recipients(name -> switch (name) {
                    case "pager" -> Optional.of(recipient(name, pager));
                    case "ops" -> Optional.of(recipient(name, ops));
                    default -> Optional.empty();
                }),
                log,
                clock,
                counters,
                fault -> {
                    throw new AssertionError(fault);
                });
    }

    private Recipient recipient(final String name, final ScriptedNotifier notifier) {
        return new Recipient(name, "test", "", notifier, isRepeatable, PER_MINUTE, counted);
    }
}
