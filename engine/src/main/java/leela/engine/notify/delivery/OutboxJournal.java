package leela.engine.notify.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.DeliveryRecord.Accepted;
import leela.engine.notify.delivery.DeliveryRecord.Attempted;
import leela.engine.notify.delivery.DeliveryRecord.Highest;
import leela.engine.notify.delivery.DeliveryRecord.Settled;
import leela.engine.spi.PartState;

/**
 * The log of deliveries as records, written anew once most of it is about what is settled, or where it could not be
 * written for a while.
 * Thread: the deliveries'.
 * Errors: kept, and told by {@link #stateAfter}: people are to be told of a full disk, too.
 */
final class OutboxJournal {

    private static final long SMALL_BYTES = 1 << 20;

    private final DeliveryLog log;
    private boolean isUnsynced;
    private String fault = "";
    private long rewrittenBytes;

    OutboxJournal(final DeliveryLog log) {
        this.log = log;
    }

    LeftDeliveries read() throws IOException {
        final LeftDeliveries left = new LeftDeliveries();
        for (final byte[] record : log.read()) {
            left.apply(DeliveryCodec.read(record));
        }
        return left;
    }

    void append(final DeliveryRecord record) {
        if (!isWhole()) {
            return; // it is to be written anew
        }
        try {
            log.append(DeliveryCodec.write(record));
            isUnsynced = true;
        } catch (final IOException failed) {
            fault = failed.getMessage();
        }
    }

    void sync() {
        if (!isUnsynced || !isWhole()) {
            return;
        }
        try {
            log.sync();
            isUnsynced = false;
        } catch (final IOException failed) {
            fault = failed.getMessage();
        }
    }

    /** Whether all that was appended is in the log. */
    boolean isWhole() {
        return fault.isEmpty();
    }

    /** The same for people, after what was so before. */
    PartState stateAfter(final PartState before, final long nowEpochNs) {
        return isWhole()
                ? before.then(true, "working", nowEpochNs, "")
                : before.then(false, "not on the disk", nowEpochNs, fault + "; a restart may tell of the same again");
    }

    boolean isRewriteDue() {
        return !isWhole() || log.size() > SMALL_BYTES && log.size() > 2 * rewrittenBytes;
    }

    /** Keeps what is not settled, what is known of what never will be, and what may be tried again. */
    void rewrite(
            final long highest,
            final Collection<RecipientQueue> queues,
            final Collection<Unconfirmed> unconfirmed,
            final Collection<RefusedChanges.Due> refused) {
        final List<byte[]> records = new ArrayList<>();
        records.add(DeliveryCodec.write(new Highest(highest)));
        unconfirmed.forEach(one -> records.add(DeliveryCodec.write(
                new Settled(one.recipient(), one.numbers(), Outcome.Kind.UNCONFIRMED, one.reason(), one.timeNs()))));
        for (final RefusedChanges.Due one : refused) {
            final long[] numbers = {one.transition().number()};
            records.add(DeliveryCodec.write(new Accepted(one.transition(), List.of(one.recipient()))));
            records.add(DeliveryCodec.write(new Settled(one.recipient(), numbers, Outcome.Kind.REFUSED, "", 0)));
        }
        final Map<Long, Transition> transitions = new TreeMap<>();
        final Map<Long, List<String>> recipients = new LinkedHashMap<>();
        for (final RecipientQueue queue : queues) {
            for (final Transition transition : queue.pending()) {
                transitions.put(transition.number(), transition);
                recipients
                        .computeIfAbsent(transition.number(), number -> new ArrayList<>())
                        .add(queue.recipient().name());
            }
        }
        transitions.forEach((number, transition) ->
                records.add(DeliveryCodec.write(new Accepted(transition, recipients.get(number)))));
        for (final RecipientQueue queue : queues) {
            if (queue.open() != null && (queue.isBegun() || queue.recipient().isRepeatable())) {
                records.add(DeliveryCodec.write(
                        new Attempted(queue.recipient().name(), queue.open().numbers())));
            }
        }
        replace(records);
    }

    private void replace(final List<byte[]> records) {
        try {
            log.rewrite(records);
            rewrittenBytes = log.size();
            isUnsynced = false;
            fault = "";
        } catch (final IOException failed) {
            fault = failed.getMessage();
        }
    }

    void close() {
        log.close();
    }
}
