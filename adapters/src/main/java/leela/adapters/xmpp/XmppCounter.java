package leela.adapters.xmpp;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of the connection to the XMPP server. Thread: immutable. */
public enum XmppCounter implements Counter {
    LOGINS(counter(246, "xmpp.logins.made", "Logins to the XMPP server, resumed streams included")),
    LOSSES(counter(247, "xmpp.connections.lost", "Connections to the XMPP server that broke or could not be made")),
    RESENT(counter(
            248, "xmpp.messages.resent", "Messages sent again because a broken connection left them unacknowledged")),
    RECEIPTS(counter(249, "xmpp.receipts.received", "Messages that the receiver's client has confirmed")),

    UNACKNOWLEDGED(
            gauge(250, "xmpp.messages.unacknowledged", "Messages that the XMPP server has not acknowledged yet")),
    BOUNCED(counter(251, "xmpp.messages.bounced", "Messages that the XMPP server could not deliver and sent back")),
    ROOM_REFUSALS(counter(252, "xmpp.rooms.refused", "Times a room put the engine out or did not let it in")),
    ROOMS(gauge(253, "xmpp.rooms.joined", "Rooms that the engine is in"));

    private final CounterDescription description;

    XmppCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
