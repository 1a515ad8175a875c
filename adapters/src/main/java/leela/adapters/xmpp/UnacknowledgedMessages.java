package leela.adapters.xmpp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Clock;
import org.jivesoftware.smack.packet.Message;
import org.jxmpp.jid.BareJid;

/**
 * Messages that were sent and may yet be lost, in their order; on a stream that could not be resumed they are sent
 * again, with the same ids. The server's acknowledgement (XEP-0198) settles a message, but a server that is killed
 * forgets what it took last: where the receiver's client confirms messages (XEP-0184), a message stays until it does,
 * or {@value #DOUBT_S} seconds longer. Who sent a message is told that it is confirmed once it is settled so, and that
 * it is refused where it comes back, also later.
 * Thread: any.
 * Memory: bounded.
 */
final class UnacknowledgedMessages {

    static final int DOUBT_S = 2;
    private static final long DOUBT_NS = DOUBT_S * Clock.NANOS_PER_SECOND;

    static final int MAX_DOUBTFUL = 2000;

    private static final int MAX_CONFIRMING = 10_000;
    private static final int MAX_SETTLED = 1000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Sent> messages = new LinkedHashMap<>();
    private final Set<BareJid> confirming = new LinkedHashSet<>();
    /** Of the newest that are settled, who is to be told where they come back. */
    private final Map<String, Consumer<Outcome>> settled = new LinkedHashMap<>();

    private int unacknowledged;

    private static final class Sent {
        private final Message message;
        private final Consumer<Outcome> onOutcome;
        private boolean isAcknowledged;
        private long acknowledgedNs;

        private Sent(final Message message, final Consumer<Outcome> onOutcome) {
            this.message = message;
            this.onOutcome = onOutcome;
        }
    }

    UnacknowledgedMessages(final Clock clock) {
        this.clock = clock;
    }

    void add(final Message message) {
        add(message, outcome -> {});
    }

    void add(final Message message, final Consumer<Outcome> onOutcome) {
        locked(() -> {
            unacknowledged++;
            return messages.put(message.getStanzaId(), new Sent(message, onOutcome));
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
            return confirm(id, settle(id));
        });
    }

    /** The server sends it back for this reason. */
    void bounced(final String id, final String reason) {
        final Consumer<Outcome> onOutcome = locked(() -> {
            final Sent sent = settle(id);
            return sent == null ? settled.remove(id) : sent.onOutcome;
        });
        if (onOutcome != null) {
            onOutcome.accept(Outcome.refused(reason));
        }
    }

    /** Settles what was acknowledged for long enough; gives how long until the next may be. */
    long settleDue() {
        return locked(() -> {
            final long nowNs = clock.ticksNs();
            settleOlderThan(nowNs);
            return messages.values().stream()
                    .filter(sent -> sent.isAcknowledged)
                    .mapToLong(sent -> Math.max(1, sent.acknowledgedNs + DOUBT_NS + 1 - nowNs))
                    .min()
                    .orElse(Long.MAX_VALUE);
        });
    }

    /** Whether some are acknowledged and not settled. */
    boolean hasDoubtful() {
        return locked(() -> messages.size() > unacknowledged);
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

    private Sent confirm(final String id, final Sent sent) {
        if (sent != null) {
            settled.put(id, sent.onOutcome);
            if (settled.size() > MAX_SETTLED) {
                settled.remove(settled.keySet().iterator().next());
            }
            sent.onOutcome.accept(Outcome.CONFIRMED);
        }
        return sent;
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
            confirm(id, messages.remove(id));
        }
        settleOlderThan(sent.acknowledgedNs);
    }

    /** The server acknowledges in order: the oldest are at the front. */
    private void settleOlderThan(final long nowNs) {
        final Iterator<Sent> oldest = messages.values().iterator();
        int doubtful = messages.size() - unacknowledged;
        while (oldest.hasNext()) {
            final Sent sent = oldest.next();
            if (!sent.isAcknowledged || doubtful <= MAX_DOUBTFUL && nowNs - sent.acknowledgedNs <= DOUBT_NS) {
                return;
            }
            oldest.remove();
            confirm(sent.message.getStanzaId(), sent);
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
