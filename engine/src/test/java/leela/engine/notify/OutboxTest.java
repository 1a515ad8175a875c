package leela.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** One recipient's outbox, at times that the test chooses. */
final class OutboxTest {

    private static final int PER_MINUTE = 3;
    private static final Counter SENT = CounterDescription.counter(1, "messages.sent", "Messages sent");
    private static final Counter HELD_BACK = CounterDescription.counter(2, "results.held", "Results held back");
    private static final String QUERY = "q";

    private final RecordingNotifier notifier = new RecordingNotifier();
    private final Counters counters = Counters.inMemory();
    private final Outbox<String> outbox = new Outbox<>(
            "alice",
            PER_MINUTE,
            () -> this.subjects,
            notifier,
            OutboxTest::summary,
            new NotifyCounters(counters, SENT, HELD_BACK));
    private int subjects = 1;
    private long nowNs = 1000 * Clock.NANOS_PER_SECOND;

    @Test
    void shouldTellTheRecipientAndAnswerWhoAsked() {
        result(1);
        outbox.answer("alice/home", () -> "ended");
        outbox.drain(nowNs);

        assertThat(notifier.take()).containsExactly("alice " + text(1), "alice/home ended");
        assertThat(counters.read(SENT)).isEqualTo(2);
    }

    @Test
    void shouldTakeNoResultsBeyondTheMinute() {
        fill();
        assertThat(outbox.takesResults(QUERY, nowNs)).isFalse();

        nowNs += 62 * Clock.NANOS_PER_SECOND;
        assertThat(outbox.takesResults(QUERY, nowNs)).isTrue();
    }

    @Test
    void shouldKeepRoomForARareSubjectBesideANoisyOne() {
        subjects = 2;
        result(1);
        result(2);
        outbox.drain(nowNs);
        assertThat(outbox.takesResults(QUERY, nowNs)).isFalse();
        assertThat(outbox.takesResults("rare", nowNs)).isTrue();

        result(3); // had come before that was known
        outbox.add("rare", held("db", 7), () -> "db = 7");
        outbox.drain(nowNs);
        assertThat(notifier.take()).containsExactly("alice web = 1", "alice web = 2", "alice db = 7");
        assertThat(counters.read(HELD_BACK)).isOne();
    }

    @Test
    void shouldKeepWhatIsRareWhileDisconnected() {
        subjects = 2;
        notifier.isConnected = false;
        outbox.add("rare", held("db", 7), () -> "db = 7");
        for (int i = 1; i <= 50; i++) {
            result(i);
        }
        notifier.isConnected = true;
        outbox.drain(nowNs);

        assertThat(notifier.take()).containsExactly("alice db = 7", "alice web = 49");
    }

    @Test
    void shouldComplainOnceOfATextWithoutUsingTheMinute() {
        for (int i = 0; i < 10; i++) {
            outbox.complain("alice/home", "out of office", () -> "what?", nowNs);
        }
        outbox.drain(nowNs);
        fill();
        nowNs += 62 * Clock.NANOS_PER_SECOND;
        outbox.complain("alice/home", "out of office", () -> "what again?", nowNs);
        outbox.drain(nowNs);

        assertThat(notifier.take()).containsExactly("alice/home what again?");
        assertThat(counters.read(SENT)).isEqualTo(PER_MINUTE + 2);
    }

    @Test
    void shouldAnswerBeyondTheMinuteButRefuseOnlyWithinIt() {
        fill();
        outbox.refuse("alice/home", () -> "no", nowNs);
        outbox.answer("alice/home", () -> "ended");
        outbox.drain(nowNs);

        assertThat(notifier.take()).containsExactly("alice/home ended");
    }

    @Test
    void shouldSumUpOnceAMinuteBeforeWhatIsNewer() {
        fill();
        outbox.holdBack(QUERY, 7);
        nowNs += 62 * Clock.NANOS_PER_SECOND;
        outbox.summarize(nowNs);
        result(9);
        outbox.drain(nowNs);
        outbox.holdBack(QUERY, 1);
        outbox.drain(nowNs);

        assertThat(notifier.take()).containsExactly("alice not sent: {q=7}", "alice " + text(9));

        nowNs += 62 * Clock.NANOS_PER_SECOND;
        outbox.drain(nowNs);
        assertThat(notifier.take()).containsExactly("alice not sent: {q=1}");
    }

    @Test
    void shouldKeepTheNewestWhileDisconnected() {
        notifier.isConnected = false;
        for (int i = 1; i <= 5; i++) {
            result(i);
        }
        assertThat(outbox.waitingCount()).isEqualTo(PER_MINUTE);
        assertThat(counters.read(HELD_BACK)).isEqualTo(2);

        notifier.isConnected = true;
        outbox.drain(nowNs);
        assertThat(notifier.take()).isEqualTo(List.of("alice " + text(3), "alice " + text(4), "alice " + text(5)));
    }

    @Test
    void shouldBeIdleOnlyWhenNothingIsKnownOfTheRecipient() {
        assertThat(outbox.isIdle(nowNs)).isTrue();
        fill();
        assertThat(outbox.isIdle(nowNs)).isFalse();
        nowNs += 62 * Clock.NANOS_PER_SECOND;
        assertThat(outbox.isIdle(nowNs)).isTrue();
        outbox.holdBack(QUERY, 1);
        assertThat(outbox.isIdle(nowNs)).isFalse();
    }

    private void fill() {
        for (int i = 0; i < PER_MINUTE; i++) {
            result(i);
        }
        outbox.drain(nowNs);
        notifier.take();
    }

    private void result(final int value) {
        outbox.add(QUERY, held("web", value), () -> text(value));
    }

    private static HeldResults held(final String key, final int value) {
        final HeldResults results = new HeldResults();
        results.add(new UnsafeBuffer(key.getBytes(StandardCharsets.US_ASCII)), 0, key.length(), value, value);
        return results;
    }

    private static String summary(final Map<String, HeldResults> held) {
        final Map<String, Long> counts = new TreeMap<>();
        held.forEach((subject, results) -> counts.put(subject, results.count()));
        return "not sent: " + counts;
    }

    private static String text(final int value) {
        return "web = " + value;
    }
}
