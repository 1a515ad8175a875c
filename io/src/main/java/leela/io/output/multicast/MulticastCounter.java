package leela.io.output.multicast;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of the peers that have events sent to them. Thread: immutable. */
public enum MulticastCounter implements Counter {
    MULTICAST_REGISTRATIONS(
            counter(122, "unix.datagrams.received", "socket", "multicast", "Registrations for every event")),
    ANYCAST_REGISTRATIONS(
            counter(123, "unix.datagrams.received", "socket", "anycast", "Registrations for a share of the events")),
    REGISTRATIONS_REFUSED(counter(
            124, "multicast.registrations.refused", "Registrations of no socket, or beyond the bound of peers")),
    MULTICAST_PEERS(gauge(125, "multicast.peers.live", "mode", "multicast", "Peers that get every event")),
    ANYCAST_PEERS(gauge(126, "multicast.peers.live", "mode", "anycast", "Peers that get a share of the events")),
    MULTICAST_SENT(counter(
            127, "multicast.datagrams.sent", "mode", "multicast", "Datagrams taken by peers that get every event")),
    ANYCAST_SENT(
            counter(128, "multicast.datagrams.sent", "mode", "anycast", "Datagrams taken by peers that get a share")),
    MULTICAST_LOST(counter(
            129,
            "multicast.datagrams.lost",
            "mode",
            "multicast",
            "Datagrams that a peer lost because it did not read")),

    ANYCAST_LOST(counter(
            130,
            "multicast.datagrams.lost",
            "mode",
            "anycast",
            "Datagrams that a peer with a share lost because it did not read")),
    MULTICAST_PEERS_ENDED(counter(
            131,
            "multicast.peers.ended",
            "mode",
            "multicast",
            "Peers of every event let go: not registered for 5 s, or their socket gone")),
    ANYCAST_PEERS_ENDED(counter(
            108,
            "multicast.peers.ended",
            "mode",
            "anycast",
            "Peers with a share let go: not registered for 5 s, or their socket gone"));

    private final CounterDescription description;

    MulticastCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
