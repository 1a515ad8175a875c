package leela.engine.notify.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.DeliveryRecord.Accepted;
import leela.engine.notify.delivery.DeliveryRecord.Attempted;
import leela.engine.notify.delivery.DeliveryRecord.Highest;
import leela.engine.notify.delivery.DeliveryRecord.Settled;

/**
 * What an earlier run left to be delivered, by its records in their order.
 * Thread: one.
 * Memory: the transitions that were not settled.
 */
final class LeftDeliveries {

    private final Map<String, Left> byRecipient = new LinkedHashMap<>();
    private final List<Unconfirmed> unconfirmed = new ArrayList<>();
    private long highest = Long.MIN_VALUE;

    private static final class Left {
        private final Map<Long, Transition> pending = new LinkedHashMap<>();
        private long[] attempted = {};
    }

    void apply(final DeliveryRecord record) {
        if (record instanceof Accepted accepted) {
            highest = Math.max(highest, accepted.transition().number());
            accepted.recipients()
                    .forEach(
                            name -> left(name).pending.put(accepted.transition().number(), accepted.transition()));
        } else if (record instanceof Attempted attempted) {
            left(attempted.recipient()).attempted = attempted.numbers();
        } else if (record instanceof Settled settled) {
            settle(settled);
        } else if (record instanceof Highest all) {
            highest = Math.max(highest, all.number());
        }
    }

    long highest() {
        return highest;
    }

    List<Unconfirmed> unconfirmed() {
        return unconfirmed;
    }

    Set<String> recipients() {
        return byRecipient.keySet();
    }

    /** What was handed over, and has no outcome. */
    List<Transition> inDoubt(final String recipient) {
        final Left left = left(recipient);
        final List<Transition> transitions = new ArrayList<>();
        for (final long number : left.attempted) {
            if (left.pending.containsKey(number)) {
                transitions.add(left.pending.get(number));
            }
        }
        return transitions;
    }

    /** What was not handed over. */
    List<Transition> waiting(final String recipient) {
        final List<Transition> transitions =
                new ArrayList<>(left(recipient).pending.values());
        transitions.removeAll(inDoubt(recipient));
        return transitions;
    }

    private void settle(final Settled settled) {
        final Left left = left(settled.recipient());
        if (settled.numbers().length > 0 && left.attempted.length > 0 && settled.numbers()[0] == left.attempted[0]) {
            left.attempted = new long[0];
        }
        if (settled.kind() == Outcome.Kind.RETRY) {
            return;
        }
        for (final long number : settled.numbers()) {
            left.pending.remove(number);
        }
        if (settled.kind() == Outcome.Kind.UNCONFIRMED) {
            unconfirmed.add(
                    new Unconfirmed(settled.recipient(), settled.numbers(), settled.reason(), settled.timeNs()));
        }
    }

    private Left left(final String recipient) {
        return byRecipient.computeIfAbsent(recipient, name -> new Left());
    }
}
