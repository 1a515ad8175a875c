package leela.engine.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known, and becomes, of changes that were discarded, or are in doubt, round by round and over restarts. */
final class DiscardedChangesTest {

    private static final int CAPACITY = 4;
    private static final long PAUSE_NS = 61 * Clock.NANOS_PER_SECOND;

    private final ManualClock clock = new ManualClock(Transitions.TIME_NS);
    private final Counters counters = Counters.inMemory();
    private final DeliveryCounters counted = DeliveryCountersOfTests.of(counters);
    private final MemoryLog log = new MemoryLog();
    private final ScriptedNotifier pager = new ScriptedNotifier();
    private final List<Throwable> faults = new ArrayList<>();
    private Deliveries deliveries = open();

    @Test
    void shouldTellWhatStandsOnceItsRecipientTakesSomethingAgain() {
        deliveries.tellAgainWhile(told -> told.number() != 2);
        discardThree();

        pager.isConnected = true;
        rounds(6);

        assertThat(told()).containsExactly(4L, 5L, 6L, 7L, 1L, 3L);
        assertThat(discarded()).as("what is over stays").isEqualTo(Map.of("pager", List.of(2L)));
        assertThat(deliveries.fate(1, "pager")).startsWith("pager was told at ");
        assertThat(deliveries.fate(2, "pager"))
                .isEqualTo("pager was not told, at 2026-11-29T12:00:00Z: too many waited."
                        + " While it stands it is tried again once pager has taken something else.");
    }

    @Test
    void shouldTellItAfterAStartToo() {
        discardThree();
        deliveries = open();
        assertThat(deliveries.fate(3, "pager"))
                .isEqualTo("pager was not told, at 2026-11-29T12:00:00Z: too many waited."
                        + " While it stands it is tried again once pager has taken something else.");
        assertThat(discarded()).isEqualTo(Map.of("pager", List.of(1L, 2L, 3L)));

        deliveries = open();
        pager.isConnected = true;
        rounds(6);
        deliveries = open();
        rounds(2);

        assertThat(told()).containsExactly(4L, 5L, 6L, 7L, 1L, 2L, 3L);
        assertThat(discarded()).isEmpty();
    }

    @Test
    void shouldSayHowManyAfterAStartUntilTheRecipientHasHeardOfIt() {
        discardThree();
        deliveries = open();
        assertThat(deliveries.figures().get(0).untold()).isEqualTo(3);
        deliveries = open();
        pager.isConnected = true;
        pager.outcomes.add(Outcome.retry("503"));
        rounds(1);
        deliveries = open();
        rounds(6);

        assertThat(pager.taken.get(0).givenUp()).isEqualTo(3);
        assertThat(pager.taken.get(1).givenUp()).isEqualTo(3);
        assertThat(pager.taken.get(2).givenUp()).isZero();
        assertThat(open().figures().stream().mapToLong(RecipientFigures::untold))
                .allMatch(untold -> untold == 0);
    }

    @Test
    void shouldLeaveRoomForWhatComesWhenMuchWasDiscarded() {
        deliveries.tellAgainWhile(told -> true);
        pager.isConnected = false;
        for (int i = 1; i <= 5 * CAPACITY; i++) {
            accept(i);
        }
        pager.isConnected = true;
        rounds(40);

        assertThat(told()).hasSize(5 * CAPACITY).doesNotHaveDuplicates();
        assertThat(counters.read(counted.givenUp())).as("none once more").isEqualTo(4 * CAPACITY);
    }

    @Test
    void shouldSayOfEachNumberInDoubtThatItIsSoAfterEachStart() {
        pager.isSilent = true;
        accept(1);
        accept(2);
        rounds(1);
        final String doubt = "pager may have been told or not, at 2026-11-29T12:01:01Z: "
                + "the engine ended before there was an answer.";

        deliveries = open();
        assertThat(deliveries.fate(1, "pager")).isEqualTo(doubt);
        assertThat(deliveries.fate(1, "siren")).isEmpty();
        assertThat(deliveries.figures().get(0).unconfirmed()).isEqualTo(1);
        deliveries = open();
        assertThat(deliveries.fate(1, "pager")).isEqualTo(doubt);
        assertThat(deliveries.fate(2, "pager")).as("it waits").isEmpty();
    }

    @Test
    void shouldDiscardNothingByAStartWhenWhatWasTriedWaitsWithTheOthers() {
        pager.outcomes.add(Outcome.retry("503"));
        accept(1);
        for (int i = 1; i <= CAPACITY; i++) {
            accept(1 + i);
        }
        deliveries = open();
        assertThat(deliveries.figures().get(0).pending()).isEqualTo(1 + CAPACITY);
        rounds(6);

        assertThat(told()).containsExactly(1L, 1L, 2L, 3L, 4L, 5L);
        assertThat(counters.read(counted.givenUp())).isZero();
    }

    @Test
    void shouldRunWhatComesBehindOnceItIsOnTheDisk() {
        final List<String> ran = new ArrayList<>();
        log.isFull = true;
        deliveries.onTakenOver(Transitions.firing(1, "web1", "pager"));
        deliveries.behind(() -> ran.add("kept"));
        deliveries.work();
        assertThat(ran).isEmpty();

        log.isFull = false;
        rounds(2);
        assertThat(ran).containsExactly("kept");
    }

    /** A fault that came again each round would keep all messages. */
    @Test
    void shouldTellPeopleThoughWhatComesBehindFails() {
        pager.isConnected = true;
        deliveries.behind(() -> {
            throw new IllegalStateException("injected");
        });
        accept(1);
        rounds(1);

        assertThat(told()).containsExactly(1L);
        assertThat(faults).singleElement().asString().contains("injected");
        faults.clear();
    }

    @AfterEach
    void shouldReportNoFault() {
        assertThat(faults).isEmpty();
    }

    private void discardThree() {
        pager.isConnected = false;
        for (int i = 1; i <= CAPACITY + 3; i++) {
            accept(i);
        }
    }

    private void accept(final long number) {
        deliveries.onTransition(Transitions.firing(number, "web" + number, "pager"));
        deliveries.work();
    }

    private void rounds(final int rounds) {
        for (int i = 0; i < rounds; i++) {
            clock.advanceNs(PAUSE_NS);
            deliveries.work();
        }
        deliveries.work();
    }

    private List<Long> told() {
        return pager.taken.stream()
                .flatMap(notice -> notice.transitions().stream())
                .map(Transition::number)
                .toList();
    }

    private Map<String, List<Long>> discarded() {
        final Map<String, List<Long>> all = new TreeMap<>();
        deliveries
                .discarded(0)
                .forEach((name, numbers) ->
                        all.put(name, Arrays.stream(numbers).boxed().toList()));
        return all;
    }

    private Deliveries open() {
        final Deliveries opened = new Deliveries(
                new DeliverySettings("node", 0, CAPACITY, false),
                DeliveryCountersOfTests.recipients(
                        name -> Optional.of(new Recipient(name, "test", "", pager, false, 60, counted))),
                log,
                clock,
                counters,
                faults::add);
        opened.tellAgainWhile(told -> true);
        return opened;
    }
}
