package leela.engine.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.notify.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One recipient's queue, step by step, at times that the test gives. */
final class RecipientQueueTest {

    private static final long EPOCH_NS = Transitions.TIME_NS;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long GROUP_WAIT_NS = 200_000_000;
    private static final int CAPACITY = 3;
    private static final int PER_MINUTE = 2;

    private final ScriptedNotifier notifier = new ScriptedNotifier();
    private final Counters counters = Counters.inMemory();
    private final DeliveryCounters counted = DeliveryCountersOfTests.of(counters);
    private final RecipientQueue queue = new RecipientQueue(
            new Recipient("pager", "test", "", notifier, false, PER_MINUTE, counted),
            new DeliverySettings("node", GROUP_WAIT_NS, CAPACITY, true),
            EPOCH_NS);

    @Test
    void shouldCountARefusalThatComesAfterTheNoticeWasTakenForArrived() {
        final Notice notice = sent(1);
        assertThat(queue.onOutcome(notice, Outcome.CONFIRMED, SECOND_NS, EPOCH_NS))
                .isTrue();

        assertThat(queue.onOutcome(notice, Outcome.refused("550 no such box"), 2 * SECOND_NS, EPOCH_NS))
                .isTrue();

        assertThat(queue.figures().refused()).isEqualTo(1);
        assertThat(counters.read(counted.refused())).isEqualTo(1);
        assertThat(queue.figures().state().isWorking()).isFalse();
        assertThat(queue.figures().state().sentence()).contains("550 no such box");
        assertThat(counters.read(counted.pending())).as("it is taken off once").isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"CONFIRMED", "RETRY", "UNCONFIRMED"})
    void shouldPassOverWhatElseComesOfANoticeThatIsNoLongerUnderWay(final Outcome.Kind kind) {
        final Notice notice = sent(1);
        queue.onOutcome(notice, Outcome.CONFIRMED, SECOND_NS, EPOCH_NS);
        final RecipientFigures before = queue.figures();

        assertThat(queue.onOutcome(notice, new Outcome(kind, "late", 0), 2 * SECOND_NS, EPOCH_NS))
                .isFalse();

        assertThat(queue.figures()).isEqualTo(before);
    }

    @Test
    void shouldLeaveTheNoticeUnderWayAloneWhenARefusalOfAnotherComes() {
        final Notice first = sent(1);
        queue.onOutcome(first, Outcome.CONFIRMED, SECOND_NS, EPOCH_NS);
        final Notice second = sent(2);
        queue.begin(second);

        queue.onOutcome(first, Outcome.refused("late"), 2 * SECOND_NS, EPOCH_NS);

        assertThat(queue.open()).isSameAs(second);
        assertThat(queue.isUnderWay()).isTrue();
        assertThat(queue.isBegun()).isTrue();
        assertThat(queue.pending()).extracting(Transition::number).containsExactly(2L);
    }

    @Test
    void shouldHandOverOneNoticeAtATime() {
        final Notice notice = sent(1);
        add(2);

        assertThat(queue.next(10 * SECOND_NS)).isNull();
        assertThat(queue.begin(notice)).isTrue();
        queue.onOutcome(notice, Outcome.CONFIRMED, 10 * SECOND_NS, EPOCH_NS);
        assertThat(queue.begin(notice)).as("of one that is settled").isFalse();
        assertThat(queue.next(10 * SECOND_NS).first().number()).isEqualTo(2);
    }

    @Test
    void shouldHandOverTheSameAgainWhenTheNotifierDidNotTakeIt() {
        final Notice notice = sent(1);
        queue.begin(notice);
        queue.handBack();

        assertThat(queue.isBegun()).isFalse();
        assertThat(queue.next(SECOND_NS)).isSameAs(notice);
    }

    @Test
    void shouldGiveBackTheOldestWhenTooManyWaitAndTellOfItUntilThatArrives() {
        for (int i = 1; i <= CAPACITY; i++) {
            assertThat(add(i)).isNull();
        }
        assertThat(add(4).number()).isEqualTo(1);
        assertThat(counters.read(counted.pending())).isEqualTo(CAPACITY);

        final Notice lost = queue.next(SECOND_NS);
        assertThat(lost.givenUp()).isEqualTo(1);
        queue.onOutcome(lost, Outcome.unconfirmed("nobody said"), SECOND_NS, EPOCH_NS);

        assertThat(sent(5).givenUp()).as("the one before may be lost").isEqualTo(1);
        queue.onOutcome(queue.open(), Outcome.CONFIRMED, 3 * SECOND_NS, EPOCH_NS);
        assertThat(queue.figures().givenUp()).isEqualTo(1);
        assertThat(sent(200 * SECOND_NS, 6).givenUp()).isZero();
    }

    @Test
    void shouldTakeOutWhatWaitsAndNotWhatIsUnderWay() {
        final Notice notice = sent(1);
        add(2);
        add(3);

        assertThat(queue.withdraw(one -> one.number() != 3)).containsExactly(2);

        assertThat(queue.pending()).extracting(Transition::number).containsExactly(1L, 3L);
        assertThat(queue.open()).isSameAs(notice);
        assertThat(counters.read(counted.pending())).isEqualTo(2);
    }

    @Test
    void shouldTryANoticeOfAnEarlierRunBeforeAllThatWaits() {
        add(2);
        queue.reopen(List.of(Transitions.firing(1, "web1")), 0);

        final Notice again = queue.next(SECOND_NS);

        assertThat(again.first().number()).isEqualTo(1);
        assertThat(again.id()).isEqualTo("node/pager/1");
        assertThat(counters.read(counted.pending())).isEqualTo(2);
    }

    private Transition add(final long number) {
        return add(0, number);
    }

    private Transition add(final long atNs, final long number) {
        return queue.add(Transitions.firing(number, "web" + number, "pager"), atNs, EPOCH_NS);
    }

    /** A notice of this one, handed over. */
    private Notice sent(final long number) {
        return sent(SECOND_NS, number);
    }

    private Notice sent(final long atNs, final long number) {
        add(number);
        final Notice notice = queue.next(atNs);
        assertThat(notice).isNotNull();
        return notice;
    }
}
