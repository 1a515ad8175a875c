package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.adapters.chat.Reply.Deleted;
import leela.adapters.chat.Reply.Event;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.junit.jupiter.api.Test;

/** One user's outbox, at times that the test chooses. */
final class OutboxTest {

    private static final int PER_MINUTE = 3;
    private static final Query QUERY = new Query("key", "q;");

    private final RecordingChat chat = new RecordingChat();
    private final Counters counters = Counters.inMemory();
    private final Outbox outbox = new Outbox("alice@localhost", PER_MINUTE, chat, new TextReplies(), counters);
    private long nowNs = 1000 * Clock.NANOS_PER_SECOND;

    @Test
    void shouldSendEventsToTheOwnerAndAnswersToWhoAsked() {
        outbox.add(event(1));
        outbox.answer("alice@localhost/home", new Deleted("c", "k"), nowNs);
        outbox.drain(nowNs);

        assertThat(chat.take()).containsExactly("alice@localhost " + text(1), "alice@localhost/home Ended: key=k");
        assertThat(counters.read(ChatCounter.SENT)).isEqualTo(2);
    }

    @Test
    void shouldTakeNoEventsBeyondTheMinute() {
        fill();
        assertThat(outbox.takesEvents(nowNs)).isFalse();

        nowNs += 62 * Clock.NANOS_PER_SECOND;
        assertThat(outbox.takesEvents(nowNs)).isTrue();
    }

    @Test
    void shouldAnswerBeyondTheMinuteButRefuseOnlyWithinIt() {
        fill();
        outbox.answer("alice@localhost/home", new Refused(400, "parse error", "x", "no"), nowNs);
        outbox.answer("alice@localhost/home", new Deleted("c", "k"), nowNs);
        outbox.drain(nowNs);

        assertThat(chat.take()).containsExactly("alice@localhost/home Ended: key=k");
    }

    @Test
    void shouldSumUpOnceAMinuteBeforeWhatIsNewer() {
        fill();
        outbox.holdBack(QUERY, 7);
        nowNs += 62 * Clock.NANOS_PER_SECOND;
        outbox.summarize(nowNs);
        outbox.add(event(9));
        outbox.drain(nowNs);
        outbox.holdBack(QUERY, 1);
        outbox.drain(nowNs);

        assertThat(chat.take())
                .containsExactly(
                        "alice@localhost Too many at once; not sent: 7 events\n7 of q;", "alice@localhost " + text(9));

        nowNs += 62 * Clock.NANOS_PER_SECOND;
        outbox.drain(nowNs);
        assertThat(chat.take()).containsExactly("alice@localhost Too many at once; not sent: 1 events\n1 of q;");
    }

    @Test
    void shouldKeepTheNewestWhileTheChatIsAway() {
        chat.isConnected = false;
        for (int i = 1; i <= 5; i++) {
            outbox.add(event(i));
        }
        assertThat(outbox.waitingCount()).isEqualTo(PER_MINUTE);
        assertThat(counters.read(ChatCounter.HELD_BACK)).isEqualTo(2);

        chat.isConnected = true;
        outbox.drain(nowNs);
        assertThat(chat.take())
                .isEqualTo(List.of(
                        "alice@localhost " + text(3), "alice@localhost " + text(4), "alice@localhost " + text(5)));
    }

    @Test
    void shouldBeIdleOnlyWhenNothingIsKnownOfTheUser() {
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
            outbox.add(event(i));
        }
        outbox.drain(nowNs);
        chat.take();
    }

    private static Event event(final int value) {
        return new Event(QUERY, "web", value, 0);
    }

    private static String text(final int value) {
        return "web = " + value + ".0 at 1970-01-01T00:00:00Z\nq;";
    }
}
