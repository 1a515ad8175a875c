package leela.engine.notify.delivery;

import java.util.List;
import java.util.Locale;
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
 * @param event       what it tells of
 */
public record Notice(
        String id,
        String recipient,
        List<Transition> transitions,
        long givenUp,
        long receivedNs,
        List<Receipt> receipts,
        Event event) {

    /** What a notice tells of. */
    public enum Event {
        /** Alerts stand otherwise. */
        CHANGE,
        /** Somebody has seen an alert, which stands as before. */
        ACK,
        /** Somebody tries whether messages arrive. */
        TEST;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }

    /** Most transitions of one. */
    public static final int MOST_TRANSITIONS = 1000;

    public Notice {
        transitions = List.copyOf(transitions);
        receipts = List.copyOf(receipts);
    }

    /** Of changes. */
    public Notice(
            final String id,
            final String recipient,
            final List<Transition> transitions,
            final long givenUp,
            final long receivedNs,
            final List<Receipt> receipts) {
        this(id, recipient, transitions, givenUp, receivedNs, receipts, Event.CHANGE);
    }

    /** Of changes, without receipts. */
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
