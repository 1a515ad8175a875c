package leela.adapters.xmpp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import leela.engine.runtime.Clock;
import org.jivesoftware.smack.packet.Message;
import org.jxmpp.jid.BareJid;

/**
 * Messages that were sent and may yet be lost, in their order; on a stream that could not be resumed they are sent
 * again, with the same ids. The server's acknowledgement (XEP-0198) settles a message, but a server that is killed
 * forgets what it took last: where the receiver's client confirms messages (XEP-0184), a message stays until it does,
 * or {@value #DOUBT_S} seconds longer.
 * Thread: any.
 * Memory: bounded.
 */
final class UnacknowledgedMessages {

    static final int DOUBT_S = 2;
    static final int MAX_DOUBTFUL = 2000;

    private static final int MAX_CONFIRMING = 10_000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Sent> messages = new LinkedHashMap<>();
    private final Set<BareJid> confirming = new LinkedHashSet<>();
    private int unacknowledged;

    private static final class Sent {
        private final Message message;
        private boolean isAcknowledged;
        private long acknowledgedNs;

        private Sent(final Message message) {
            this.message = message;
        }
    }

    UnacknowledgedMessages(final Clock clock) {
        this.clock = clock;
    }

    void add(final Message message) {
        locked(() -> {
            unacknowledged++;
            return messages.put(message.getStanzaId(), new Sent(message));
        });
    }

    /** It did not go out after all. */
    void remove(final String id) {
        locked(() -> settle(id));
    }

    /** The server has it. */
    void acknowledged(final String id) {
        locked(() -> {
            final Sent sent = messages.get(id);
            if (sent != null && !sent.isAcknowledged) {
                doubt(id, sent);
            }
            return sent;
        });
    }

    /** The receiver's client has it, and tells so. */
    void confirmed(final BareJid by, final String id) {
        locked(() -> {
            if (confirming.size() < MAX_CONFIRMING) {
                confirming.add(by);
            }
            return settle(id);
        });
    }

    /** How many the server has not acknowledged. */
    int count() {
        return locked(() -> unacknowledged);
    }

    /** What may be lost with a connection that broke at this time. */
    List<Message> inDoubt(final long brokeNs) {
        return locked(() -> {
            settleOlderThan(brokeNs);
            return messages.values().stream().map(sent -> sent.message).toList();
        });
    }

    /** All are sent once more, and to be acknowledged once more. */
    void sentAgain() {
        locked(() -> {
            messages.values().forEach(sent -> sent.isAcknowledged = false);
            return unacknowledged = messages.size();
        });
    }

    private Sent settle(final String id) {
        final Sent sent = messages.remove(id);
        if (sent != null && !sent.isAcknowledged) {
            unacknowledged--;
        }
        return sent;
    }

    private void doubt(final String id, final Sent sent) {
        unacknowledged--;
        sent.isAcknowledged = true;
        sent.acknowledgedNs = clock.ticksNs();
        if (!confirming.contains(sent.message.getTo().asBareJid())
                || sent.message.getType() == Message.Type.groupchat) {
            messages.remove(id);
        }
        settleOlderThan(sent.acknowledgedNs);
    }

    /** The server acknowledges in order: the oldest are at the front. */
    private void settleOlderThan(final long nowNs) {
        final Iterator<Sent> oldest = messages.values().iterator();
        int doubtful = messages.size() - unacknowledged;
        while (oldest.hasNext()) {
            final Sent sent = oldest.next();
            if (!sent.isAcknowledged
                    || doubtful <= MAX_DOUBTFUL && nowNs - sent.acknowledgedNs <= DOUBT_S * Clock.NANOS_PER_SECOND) {
                return;
            }
            oldest.remove();
            doubtful--;
        }
    }

    private <T> T locked(final Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
