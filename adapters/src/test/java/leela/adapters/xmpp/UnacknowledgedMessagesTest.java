package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.impl.JidCreate;

final class UnacknowledgedMessagesTest {

    private static final BareJid ALICE = JidCreate.entityBareFromOrThrowUnchecked("alice@localhost");
    private static final BareJid BOB = JidCreate.entityBareFromOrThrowUnchecked("bob@localhost");

    private final ManualClock clock = new ManualClock(0);
    private final UnacknowledgedMessages underWay = new UnacknowledgedMessages(clock);

    @Test
    void shouldSendAgainInOrderWhatWasNotAcknowledged() {
        sent(ALICE, "1", "2", "3");
        underWay.acknowledged("1");

        assertThat(underWay.count()).isEqualTo(2);
        assertThat(inDoubt()).containsExactly("2", "3");
    }

    @Test
    void shouldForgetWhatDidNotGoOut() {
        sent(ALICE, "1");
        underWay.remove("1");

        assertThat(underWay.count()).isZero();
        assertThat(inDoubt()).isEmpty();
    }

    @Test
    void shouldNotRelyOnTheServerAloneWhereTheReceiverConfirms() {
        sent(ALICE, "0", "1", "2");
        underWay.confirmed(ALICE, "0");
        underWay.acknowledged("0");
        underWay.acknowledged("1");
        underWay.acknowledged("2");
        underWay.confirmed(ALICE, "2");

        assertThat(underWay.count()).isZero();
        assertThat(inDoubt()).containsExactly("1");
    }

    @Test
    void shouldRelyOnTheServerForThoseWhoConfirmNothing() {
        sent(ALICE, "1");
        underWay.confirmed(ALICE, "1");
        sent(BOB, "2");
        underWay.acknowledged("2");

        assertThat(inDoubt()).isEmpty();
    }

    @Test
    void shouldRelyOnTheServerAfterAWhile() {
        sent(ALICE, "0", "1", "2");
        underWay.confirmed(ALICE, "0");
        underWay.acknowledged("1");
        clock.advanceNs(UnacknowledgedMessages.DOUBT_S * Clock.NANOS_PER_SECOND + 1);
        underWay.acknowledged("2");

        assertThat(inDoubt()).containsExactly("2");
    }

    @Test
    void shouldJudgeByTheTimeOfTheBreakHoweverLongTheServerIsAway() {
        sent(ALICE, "0", "1");
        underWay.confirmed(ALICE, "0");
        underWay.acknowledged("1");
        final long brokeNs = clock.ticksNs();
        clock.advanceNs(600 * Clock.NANOS_PER_SECOND);

        assertThat(underWay.inDoubt(brokeNs)).extracting(Message::getStanzaId).containsExactly("1");
    }

    @Test
    void shouldWaitForTheAcknowledgementOfWhatWasSentAgain() {
        sent(ALICE, "0", "1", "2");
        underWay.confirmed(ALICE, "0");
        underWay.acknowledged("1");
        underWay.sentAgain();
        assertThat(underWay.count()).isEqualTo(2);

        underWay.acknowledged("1");
        underWay.confirmed(ALICE, "1");
        underWay.confirmed(ALICE, "2");

        assertThat(underWay.count()).isZero();
        assertThat(inDoubt()).isEmpty();
    }

    @Test
    void shouldHoldABoundedNumberInDoubt() {
        sent(ALICE, "0");
        underWay.confirmed(ALICE, "0");
        final List<String> ids = IntStream.rangeClosed(1, 3 * UnacknowledgedMessages.MAX_DOUBTFUL)
                .mapToObj(Integer::toString)
                .toList();
        sent(ALICE, ids.toArray(String[]::new));
        ids.forEach(underWay::acknowledged);

        assertThat(inDoubt()).isEqualTo(ids.subList(2 * UnacknowledgedMessages.MAX_DOUBTFUL, ids.size()));
    }

    private void sent(final BareJid to, final String... ids) {
        for (final String id : ids) {
            underWay.add(StanzaBuilder.buildMessage(id)
                    .to(to)
                    .ofType(Message.Type.chat)
                    .setBody(id)
                    .build());
        }
    }

    private List<String> inDoubt() {
        return underWay.inDoubt(clock.ticksNs()).stream()
                .map(Message::getStanzaId)
                .toList();
    }
}
