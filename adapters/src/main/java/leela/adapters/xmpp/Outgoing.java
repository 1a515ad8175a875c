package leela.adapters.xmpp;

import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.MessageBuilder;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.packet.id.StandardStanzaIdSource;
import org.jivesoftware.smackx.receipts.DeliveryReceiptRequest;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/**
 * Makes the messages that go out: to rooms as group chat, to people, also to one of a room, with an id to know them by
 * (XEP-0359) and a wish for a receipt.
 * Thread: any.
 */
final class Outgoing {

    private final Rooms rooms;

    Outgoing(final Rooms rooms) {
        this.rooms = rooms;
    }

    Message message(final String address, final String body) throws XmppStringprepException {
        final Jid to = JidCreate.from(address);
        final String id = StandardStanzaIdSource.DEFAULT.getNewStanzaId();
        final MessageBuilder message = StanzaBuilder.buildMessage(id).to(to).setBody(XmlText.of(body));
        if (rooms.contains(to.asBareJid()) && !to.hasResource()) {
            return message.ofType(Message.Type.groupchat).build();
        }
        DeliveryReceiptRequest.addTo(message.ofType(Message.Type.chat));
        message.addExtension(StandardExtensionElement.builder("origin-id", "urn:xmpp:sid:0")
                .addAttribute("id", id)
                .build());
        return message.build();
    }
}
