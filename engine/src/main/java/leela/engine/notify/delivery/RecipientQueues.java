package leela.engine.notify.delivery;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leela.engine.alert.Transition;
import leela.engine.runtime.Clock;

/**
 * The queues of all recipients that are or were to be told something.
 * Thread: the deliveries'.
 * Memory: a queue for each of {@value DeliverySettings#MOST_RECIPIENTS} recipients at most; beyond that those are
 * forgotten for whom nothing waits.
 */
final class RecipientQueues {

    private final DeliverySettings settings;
    private final Recipients recipients;
    private final Clock clock;
    private final Map<String, RecipientQueue> byName = new LinkedHashMap<>();

    RecipientQueues(final DeliverySettings settings, final Recipients recipients, final Clock clock) {
        this.settings = settings;
        this.recipients = recipients;
        this.clock = clock;
    }

    /** That of this recipient, made where there was none; empty where nobody is called so, or there are too many. */
    Optional<RecipientQueue> of(final String name) {
        final RecipientQueue known = byName.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (byName.size() >= DeliverySettings.MOST_RECIPIENTS) {
            byName.values().removeIf(queue -> queue.isIdle(clock.ticksNs()));
        }
        if (byName.size() >= DeliverySettings.MOST_RECIPIENTS) {
            return Optional.empty();
        }
        final Optional<RecipientQueue> found =
                recipients.find(name).map(recipient -> new RecipientQueue(recipient, settings, clock.timeNs()));
        found.ifPresent(queue -> byName.put(name, queue));
        return found;
    }

    /** The same where there is one. */
    Optional<RecipientQueue> known(final String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What an earlier run has left of what is to be told; gives how many are for nobody any more. */
    long takeUp(final LeftDeliveries left, final Fates fates, final long nowNs) {
        long unknown = 0;
        for (final String name : left.recipients()) {
            final List<Transition> inDoubt = left.inDoubt(name);
            final List<Transition> waiting = left.waiting(name);
            if (inDoubt.isEmpty() && waiting.isEmpty() && left.untold(name) == 0) {
                continue;
            }
            final Optional<RecipientQueue> queue = of(name);
            if (queue.isEmpty()) {
                unknown += inDoubt.size() + waiting.size();
            } else {
                queue.get().onLeft(left.untold(name));
                doubt(queue.get(), inDoubt, fates, nowNs);
                waiting.forEach(one -> queue.get().restore(one, nowNs, clock.timeNs()));
            }
        }
        return unknown;
    }

    private void doubt(
            final RecipientQueue queue, final List<Transition> inDoubt, final Fates fates, final long nowNs) {
        if (inDoubt.isEmpty()) {
            return;
        }
        if (queue.recipient().isRepeatable()) {
            queue.reopen(inDoubt, nowNs);
            return;
        }
        queue.doubt(inDoubt.size());
        fates.remember(new Unconfirmed(
                queue.recipient().name(),
                inDoubt.stream().mapToLong(Transition::number).toArray(),
                LeftDeliveries.IN_DOUBT,
                clock.timeNs()));
    }

    /** For so many that it has not got it has room; at least half of its places are kept for what comes. */
    int room(final String name) {
        final int most = (settings.capacity() + 1) / 2;
        return Math.max(0, most - known(name).map(RecipientQueue::waiting).orElse(0));
    }

    /** How many were discarded that this recipient has not heard of yet. */
    long untold(final String name) {
        return known(name).map(RecipientQueue::untold).orElse(0L);
    }

    Collection<RecipientQueue> all() {
        return byName.values();
    }

    List<RecipientFigures> figures() {
        return byName.values().stream().map(RecipientQueue::figures).toList();
    }
}
