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

    /** What is settled without a word of its recipient, who is not asked again. */
    static final String BY_ANOTHER = "another engine has told it";

    static final String IN_DOUBT = "the engine ended before there was an answer";
    static final String TO_NOBODY = "nobody is called so";
    static final String NO_ROOM = "too many waited";

    private static final Set<String> FOR_GOOD = Set.of(BY_ANOTHER, TO_NOBODY);

    private final Map<String, Left> byRecipient = new LinkedHashMap<>();
    private final List<Unconfirmed> unconfirmed = new ArrayList<>();
    private long highest = Long.MIN_VALUE;

    private static final class Left {
        private final Map<Long, Transition> pending = new LinkedHashMap<>();
        private final Map<Long, Transition> refused = new LinkedHashMap<>();
        private final Map<Long, Long> discarded = new LinkedHashMap<>();
        private long[] attempted = {};
        private long untold;

        private void accept(final Transition transition) {
            pending.put(transition.number(), transition);
            discarded.remove(transition.number());
            refused.remove(transition.number());
        }

        private void discard(final long number, final long timeNs) {
            discarded.put(number, timeNs);
            if (discarded.size() > DiscardedChanges.MOST) {
                discarded.remove(discarded.keySet().iterator().next());
            }
        }

        private void refuse(final Transition transition) {
            refused.put(transition.number(), transition);
            if (refused.size() > RefusedChanges.MOST) {
                refused.remove(refused.keySet().iterator().next());
            }
        }
    }

    void apply(final DeliveryRecord record) {
        if (record instanceof Accepted accepted) {
            highest = Math.max(highest, accepted.transition().number());
            accepted.recipients().forEach(name -> left(name).accept(accepted.transition()));
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

    /** Which were discarded, and when in epoch ns, oldest first. */
    Map<Long, Long> discarded(final String recipient) {
        return left(recipient).discarded;
    }

    /** How many were discarded that the recipient has not heard of. */
    long untold(final String recipient) {
        return left(recipient).untold;
    }

    /** What its recipient has refused, or was discarded, and may still be so. */
    List<Transition> refused(final String recipient) {
        return List.copyOf(left(recipient).refused.values());
    }

    private void settle(final Settled settled) {
        final Left left = left(settled.recipient());
        left.untold = settled.untold();
        if (settled.numbers().length > 0 && left.attempted.length > 0 && settled.numbers()[0] == left.attempted[0]) {
            left.attempted = new long[0];
        }
        if (settled.kind() == Outcome.Kind.RETRY) {
            return;
        }
        final boolean isRefused = settled.kind() == Outcome.Kind.REFUSED && !FOR_GOOD.contains(settled.reason());
        for (final long number : settled.numbers()) {
            final Transition transition = left.pending.remove(number);
            if (isRefused && settled.reason().equals(NO_ROOM)) {
                left.discard(number, settled.timeNs());
            }
            if (isRefused && transition != null && transition.to().isOpen()) {
                left.refuse(transition);
            }
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
