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
            final RecipientQueues queues,
            final Fates fates,
            final Collection<RefusedChanges.Due> refused) {
        final List<byte[]> records = new ArrayList<>();
        records.add(DeliveryCodec.write(new Highest(highest)));
        for (final Unconfirmed one : fates.unconfirmed()) {
            records.add(
                    settled(queues, one.recipient(), one.numbers(), Outcome.unconfirmed(one.reason()), one.timeNs()));
        }
        final Outcome discarded = Outcome.refused(LeftDeliveries.NO_ROOM);
        fates.discarded()
                .forEach((recipient, numbers, timeNs) ->
                        records.add(settled(queues, recipient, numbers, discarded, timeNs)));
        for (final RecipientQueue queue : queues.all()) {
            if (queue.untold() > 0) { // also of those that are forgotten one by one
                records.add(settled(queues, queue.recipient().name(), new long[0], discarded, 0));
            }
        }
        for (final RefusedChanges.Due one : refused) {
            final long[] numbers = {one.transition().number()};
            records.add(DeliveryCodec.write(new Accepted(one.transition(), List.of(one.recipient()))));
            records.add(settled(
                    queues,
                    one.recipient(),
                    numbers,
                    Outcome.refused(one.reason()),
                    fates.discarded().timeNs(numbers[0], one.recipient())));
        }
        final Map<Long, Transition> transitions = new TreeMap<>();
        final Map<Long, List<String>> recipients = new LinkedHashMap<>();
        for (final RecipientQueue queue : queues.all()) {
            for (final Transition transition : queue.pending()) {
                transitions.put(transition.number(), transition);
                recipients
                        .computeIfAbsent(transition.number(), number -> new ArrayList<>())
                        .add(queue.recipient().name());
            }
        }
        transitions.forEach((number, transition) ->
                records.add(DeliveryCodec.write(new Accepted(transition, recipients.get(number)))));
        for (final RecipientQueue queue : queues.all()) {
            if (queue.open() != null && (queue.isBegun() || queue.recipient().isRepeatable())) {
                records.add(DeliveryCodec.write(
                        new Attempted(queue.recipient().name(), queue.open().numbers())));
            }
        }
        replace(records);
    }

    private static byte[] settled(
            final RecipientQueues queues,
            final String recipient,
            final long[] numbers,
            final Outcome outcome,
            final long timeNs) {
        return DeliveryCodec.write(
                new Settled(recipient, numbers, outcome.kind(), outcome.reason(), timeNs, queues.untold(recipient)));
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
