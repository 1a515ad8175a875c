package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.receipts.DeliveryReceiptRequest;
import org.junit.jupiter.api.Test;
import org.jxmpp.stringprep.XmppStringprepException;

final class OutgoingTest {

    private final Outgoing outgoing = new Outgoing(
            new Rooms("leela", List.of("ops@conference.localhost"), new SystemClock(), Counters.inMemory()));

    @Test
    void shouldAskPeopleForAReceiptAndNameItselfTwice() throws XmppStringprepException {
        final Message message = outgoing.message("alice@localhost/home", "text\u0000");

        assertThat(message.getType()).isEqualTo(Message.Type.chat);
        assertThat(message.getTo().toString()).isEqualTo("alice@localhost/home");
        assertThat(message.getBody()).isEqualTo("text\ufffd");
        assertThat(DeliveryReceiptRequest.from(message)).isNotNull();
        assertThat(message.getExtensionElement("origin-id", "urn:xmpp:sid:0")
                        .toXML()
                        .toString())
                .contains("id='" + message.getStanzaId() + "'");
        assertThat(outgoing.message("alice@localhost", "text").getStanzaId()).isNotEqualTo(message.getStanzaId());
    }

    @Test
    void shouldSpeakToTheWholeRoom() throws XmppStringprepException {
        final Message message = outgoing.message("ops@conference.localhost", "text");

        assertThat(message.getType()).isEqualTo(Message.Type.groupchat);
        assertThat(message.getTo().toString()).isEqualTo("ops@conference.localhost");
        assertThat(DeliveryReceiptRequest.from(message)).isNull();
    }

    @Test
    void shouldSpeakToOneOfARoomAlone() throws XmppStringprepException {
        final Message message = outgoing.message("ops@conference.localhost/alice", "text");

        assertThat(message.getType()).isEqualTo(Message.Type.chat);
        assertThat(message.getTo().toString()).isEqualTo("ops@conference.localhost/alice");
    }

    @Test
    void shouldRefuseWhatIsNoAddress() {
        assertThatThrownBy(() -> outgoing.message("@", "text")).isInstanceOf(XmppStringprepException.class);
    }
}
