package leela.io.output.multicast;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import leela.io.socket.SendmmsgBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers of one registration socket: each gets every datagram, or one of them in turn.
 * Thread: the handler's; {@link #figures} any.
 * Memory: nothing per datagram; a bounded number of peers.
 * Units: monotonic ns.
 * Errors: a peer that has no room loses the datagram, counted for it and in total; one that is gone is let go at once.
 * Who comes and goes is logged, a few lines a minute.
 */
public final class PeerGroup {

    /** Most peers of one group. */
    static final int MAX_PEERS = 256;
    /** A peer that has not registered for so long is let go ([protocols 4]). */
    static final long TTL_NS = 5 * Clock.NANOS_PER_SECOND;
    /** Of peers that come and go: whoever registers sockets without end must not fill the log. */
    static final int LINES_A_MINUTE = 20;

    private static final Logger LOG = LoggerFactory.getLogger(PeerGroup.class);

    /** Who gets a datagram. */
    public enum Mode {
        MULTICAST(
                MulticastCounter.MULTICAST_PEERS,
                MulticastCounter.MULTICAST_PEERS_ENDED,
                MulticastCounter.MULTICAST_SENT,
                MulticastCounter.MULTICAST_LOST),
        ANYCAST(
                MulticastCounter.ANYCAST_PEERS,
                MulticastCounter.ANYCAST_PEERS_ENDED,
                MulticastCounter.ANYCAST_SENT,
                MulticastCounter.ANYCAST_LOST);

        private final Counter peers;
        private final Counter ended;
        private final Counter sent;
        private final Counter lost;

        Mode(final Counter peers, final Counter ended, final Counter sent, final Counter lost) {
            this.peers = peers;
            this.ended = ended;
            this.sent = sent;
            this.lost = lost;
        }
    }

    private final Mode mode;
    private final Counters counters;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final RateLimit logLimit = new RateLimit(60 * Clock.NANOS_PER_SECOND, LINES_A_MINUTE);
    private long nowNs;
    /** Of the peer that had the last datagram, -1 for none. */
    private int turn = -1;

    PeerGroup(final Mode mode, final Counters counters) {
        this.mode = mode;
        this.counters = counters;
    }

    boolean isEmpty() {
        return peers.isEmpty();
    }

    /** What each peer has had so far. */
    List<PeerFigures> figures() {
        return peers.stream().map(Peer::figures).toList();
    }

    /** Takes a peer in, or notes that it is still there. */
    void register(final Registration registration, final long atNs) {
        nowNs = atNs;
        for (int i = 0; i < peers.size(); i++) {
            final Peer peer = peers.get(i);
            if (peer.isMeantBy(registration)) {
                peer.refresh(nowNs);
                return;
            }
            if (peer.isAt(registration.path())) {
                end(i, "replaced");
                break;
            }
        }
        add(registration);
    }

    private void add(final Registration registration) {
        if (peers.size() >= MAX_PEERS) {
            counters.increment(MulticastCounter.REGISTRATIONS_REFUSED);
            return;
        }
        try {
            peers.add(new Peer(registration, nowNs));
            counters.set(mode.peers, peers.size());
            if (logLimit.permits(nowNs)) {
                LOG.info(
                        "event=peer_registered mode={} path={} since_last={}",
                        mode,
                        registration.path(),
                        logLimit.takeHeldBack());
            }
        } catch (final IOException gone) {
            counters.increment(MulticastCounter.REGISTRATIONS_REFUSED);
        }
    }

    /** Lets those go that have not registered for {@link #TTL_NS}. */
    void expire(final long atNs) {
        nowNs = atNs;
        for (int i = peers.size() - 1; i >= 0; i--) {
            if (peers.get(i).hasExpired(nowNs, TTL_NS)) {
                end(i, "expired");
            }
        }
    }

    /** Sends the datagrams to all, or each to the one whose turn it is. */
    void send(final SendmmsgBatch batch) {
        if (mode == Mode.MULTICAST) {
            for (int i = peers.size() - 1; i >= 0; i--) {
                send(batch, 0, batch.count(), i);
            }
            return;
        }
        for (int i = 0; i < batch.count(); i++) {
            boolean isGone = true;
            while (isGone && !peers.isEmpty()) {
                turn = turn + 1 < peers.size() ? turn + 1 : 0;
                isGone = !send(batch, i, 1, turn);
            }
        }
    }

    /** False if the peer is gone. */
    private boolean send(final SendmmsgBatch batch, final int first, final int size, final int index) {
        final int taken = peers.get(index).send(batch, first, size);
        if (taken == Peer.GONE) {
            end(index, "gone");
            return false;
        }
        counters.add(mode.sent, taken);
        counters.add(mode.lost, size - taken);
        return true;
    }

    private void end(final int index, final String cause) {
        final Peer peer = peers.remove(index);
        if (index <= turn) {
            // those behind it have moved up: the next in turn is still the next
            turn--;
        }
        final PeerFigures figures = peer.figures();
        counters.increment(mode.ended);
        counters.set(mode.peers, peers.size());
        if (logLimit.permits(nowNs)) {
            LOG.info(
                    "event=peer_ended mode={} path={} cause={} sent={} lost={} since_last={}",
                    mode,
                    figures.path(),
                    cause,
                    figures.sent(),
                    figures.lost(),
                    logLimit.takeHeldBack());
        }
        try {
            peer.close();
        } catch (final IOException failed) {
            LOG.debug("event=peer_close_failed path={} cause=\"{}\"", figures.path(), failed.getMessage());
        }
    }

    void close() {
        while (!peers.isEmpty()) {
            end(peers.size() - 1, "shutdown");
        }
    }
}
