package leela.adapters.xmpp;

import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.RateLimit;
import leela.engine.spi.Chat;
import leela.engine.spi.Chat.Words;
import org.jivesoftware.smack.StanzaListener;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smackx.delay.packet.DelayInformation;
import org.jivesoftware.smackx.message_correct.element.MessageCorrectExtension;
import org.jivesoftware.smackx.muc.packet.MUCUser;
import org.jivesoftware.smackx.receipts.DeliveryReceipt;
import org.jivesoftware.smackx.shim.packet.HeadersExtension;
import org.jxmpp.jid.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages that come in: receipts, what the server sends back, and what people say.
 * Thread: Smack's, which shows them one after another.
 * Errors: what the server could not deliver is counted, and logged once a minute.
 */
final class Incoming implements StanzaListener {

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final long LOG_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    private final Chat.Listener listener;
    private final Rooms rooms;
    private final Runnable onRooms;
    private final UnacknowledgedMessages underWay;
    private final Clock clock;
    private final Counters counters;
    private final RateLimit log = new RateLimit(LOG_PERIOD_NS);

    /** {@code onRooms} is called where a room is to be joined again. */
    Incoming(
            final Chat.Listener listener,
            final Rooms rooms,
            final Runnable onRooms,
            final UnacknowledgedMessages underWay,
            final Clock clock,
            final Counters counters) {
        this.listener = listener;
        this.rooms = rooms;
        this.onRooms = onRooms;
        this.underWay = underWay;
        this.clock = clock;
        this.counters = counters;
    }

    @Override
    public void processStanza(final Stanza stanza) {
        final Message message = (Message) stanza;
        if (message.getFrom() == null) {
            return; // the server's own announcements ask nothing
        }
        final DeliveryReceipt receipt = DeliveryReceipt.from(message);
        if (receipt != null) {
            counters.increment(XmppCounter.RECEIPTS);
            underWay.confirmed(message.getFrom().asBareJid(), receipt.getId());
        } else if (message.getType() == Message.Type.error) {
            onBounced(message);
        } else if (message.getBody() != null) {
            onText(message);
        }
    }

    private void onBounced(final Message message) {
        counters.increment(XmppCounter.BOUNCED);
        underWay.bounced(message.getStanzaId(), "the server sent it back: " + condition(message));
        if (rooms.onBounced(message)) {
            onRooms.run();
        }
        if (log.permits(clock.ticksNs())) {
            LOG.warn(
                    "event=message_bounced to={} reason=\"{}\" others={}",
                    message.getFrom(),
                    PrintableText.of(String.valueOf(message.getError())),
                    log.takeHeldBack());
        }
    }

    private static String condition(final Message bounced) {
        return bounced.getError() == null
                ? "no reason given"
                : String.valueOf(bounced.getError().getCondition());
    }

    private void onText(final Message message) {
        final MUCUser ofRoom = MUCUser.from(message);
        if (ofRoom != null && ofRoom.getInvite() != null) {
            return; // nobody asks anything
        }
        switch (message.getType()) {
            case chat, normal -> onPerson(message);
            case groupchat ->
                rooms.command(message)
                        .ifPresent(command -> listener.onMessage(
                                words(message, message.getFrom().asBareJid(), command)));
            case headline, error -> {} // nobody asks anything
        }
    }

    private void onPerson(final Message message) {
        final Jid from = message.getFrom();
        if (from.hasResource() || !rooms.contains(from.asBareJid())) {
            listener.onMessage(words(message, from, message.getBody()));
        } // else the room itself tells something
    }

    private Words words(final Message message, final Jid replyTo, final String body) {
        final Jid from = message.getFrom();
        final boolean isAside = message.getType() != Message.Type.groupchat && rooms.contains(from.asBareJid());
        // several of one room may use the same ids; somebody's own devices do not
        final Jid author = rooms.contains(from.asBareJid()) ? from : from.asBareJid();
        final MessageCorrectExtension correction = MessageCorrectExtension.from(message);
        return new Words(
                isAside ? from.toString() : from.asBareJid().toString(),
                replyTo.toString(),
                body,
                isUnattended(message),
                isAside,
                name(author, message.getStanzaId()),
                name(author, correction == null ? null : correction.getIdInitialMessage()));
    }

    private static String name(final Jid author, final String id) {
        return id == null || id.isEmpty() ? "" : author + " " + id;
    }

    /** Kept by the server (XEP-0203), or sent by a program that says so (RFC 3834 by XEP-0131). */
    private static boolean isUnattended(final Message message) {
        final HeadersExtension headers = HeadersExtension.from(message);
        return DelayInformation.from(message) != null
                || headers != null
                        && headers.getHeaders().stream()
                                .anyMatch(header -> header.getName().equalsIgnoreCase("Auto-Submitted")
                                        && !"no".equalsIgnoreCase(header.getValue()));
    }
}
