package leela.engine.notify.delivery;

import java.util.List;
import leela.engine.alert.Transition;

/**
 * One message of one or several transitions to one recipient. Tried again, it is the same to the letter.
 * Thread: immutable.
 *
 * @param id          names it among all others of this engine, so that a receiver can tell a repetition
 * @param recipient   as alerts write it
 * @param transitions oldest first, at least one
 * @param givenUp     transitions before these that were discarded since too many waited
 * @param receivedNs  when the oldest of them came to be delivered, by the engine's monotonic clock
 * @param receipts    of each transition; empty where nobody wants them, or they are not known
 */
public record Notice(
        String id,
        String recipient,
        List<Transition> transitions,
        long givenUp,
        long receivedNs,
        List<Receipt> receipts) {

    /** Most transitions of one. */
    public static final int MOST_TRANSITIONS = 1000;

    public Notice {
        transitions = List.copyOf(transitions);
        receipts = List.copyOf(receipts);
    }

    /** One without receipts. */
    public Notice(
            final String id,
            final String recipient,
            final List<Transition> transitions,
            final long givenUp,
            final long receivedNs) {
        this(id, recipient, transitions, givenUp, receivedNs, List.of());
    }

    /** The first of them. */
    public Transition first() {
        return transitions.get(0);
    }

    long[] numbers() {
        return transitions.stream().mapToLong(Transition::number).toArray();
    }
}
