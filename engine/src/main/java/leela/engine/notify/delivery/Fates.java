package leela.engine.notify.delivery;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.notify.Outcome;
import leela.engine.spi.PartState;

/**
 * What became of the newest changes, by recipient, in sentences; and which notices may have arrived or not.
 * Thread: any.
 * Memory: {@value #MOST} sentences and some notices; the oldest are forgotten.
 * Units: epoch ns.
 */
final class Fates {

    private static final int MOST = 4096;

    /** A change that one recipient is to be told. */
    private record Message(long number, String recipient) {}

    private final Map<Message, String> sentences = new LinkedHashMap<>();
    private final ArrayDeque<Unconfirmed> unconfirmed = new ArrayDeque<>();
    private final DiscardedChanges discarded = new DiscardedChanges();

    /** It waits for its turn. */
    synchronized void onAccepted(final long number, final String recipient) {
        put(number, recipient, recipient + " is about to be told.");
    }

    /** It was tried, with this outcome. */
    synchronized void onOutcome(
            final long[] numbers, final String recipient, final Outcome outcome, final long timeNs) {
        final String sentence = sentence(recipient, outcome, timeNs);
        for (final long number : numbers) {
            put(number, recipient, sentence);
        }
        if (outcome.kind() == Outcome.Kind.UNCONFIRMED) {
            remember(new Unconfirmed(recipient, numbers, outcome.reason(), timeNs));
        } else if (outcome.kind() == Outcome.Kind.CONFIRMED) {
            discarded.told(recipient, numbers);
        } else if (isDiscarded(outcome)) {
            discarded.add(recipient, numbers, timeNs);
        }
    }

    private static boolean isDiscarded(final Outcome outcome) {
        return outcome.kind() == Outcome.Kind.REFUSED && outcome.reason().equals(LeftDeliveries.NO_ROOM);
    }

    private static String sentence(final String recipient, final Outcome outcome, final long timeNs) {
        final String time = PartState.time(timeNs);
        return switch (outcome.kind()) {
            case CONFIRMED -> recipient + " was told at " + time + ".";
            case REFUSED -> recipient + " was not told, at " + time + ": " + outcome.reason() + ".";
            case UNCONFIRMED -> recipient + " may have been told or not, at " + time + ": " + outcome.reason() + ".";
            case RETRY -> recipient + " has not been told yet; tried at " + time + ": " + outcome.reason() + ".";
        };
    }

    /** What becomes of it from here on. */
    synchronized void add(final long number, final String recipient, final String sentence) {
        sentences.computeIfPresent(new Message(number, recipient), (message, before) -> before + sentence);
    }

    /** An earlier run was refused, or has discarded it. */
    synchronized void onLeft(final long number, final String recipient, final String sentence) {
        final String before = ofDiscarded(number, recipient);
        put(
                number,
                recipient,
                (before.isEmpty() ? recipient + " was not told before the engine started anew." : before) + sentence);
    }

    /** An earlier run has discarded it. */
    void onLeftDiscarded(final long number, final String recipient, final long timeNs) {
        discarded.add(recipient, new long[] {number}, timeNs);
    }

    /** What was discarded of late, and is not told yet. */
    DiscardedChanges discarded() {
        return discarded;
    }

    /** A notice that may have arrived or not. */
    synchronized void remember(final Unconfirmed one) {
        unconfirmed.add(one);
        if (unconfirmed.size() > DeliverySettings.MOST_UNCONFIRMED) {
            unconfirmed.remove();
        }
    }

    /** The newest of them, oldest first. */
    synchronized List<Unconfirmed> unconfirmed() {
        return List.copyOf(unconfirmed);
    }

    /** Empty where nothing is known of it. */
    synchronized String of(final long number, final String recipient) {
        final String known = sentences.get(new Message(number, recipient));
        if (known != null) {
            return known;
        }
        for (final Unconfirmed one : unconfirmed) {
            if (one.recipient().equals(recipient)
                    && Arrays.stream(one.numbers()).anyMatch(doubtful -> doubtful == number)) {
                return sentence(recipient, Outcome.unconfirmed(one.reason()), one.timeNs());
            }
        }
        return ofDiscarded(number, recipient);
    }

    private String ofDiscarded(final long number, final String recipient) {
        final long timeNs = discarded.timeNs(number, recipient);
        return timeNs == 0 ? "" : sentence(recipient, Outcome.refused(LeftDeliveries.NO_ROOM), timeNs);
    }

    private void put(final long number, final String recipient, final String sentence) {
        sentences.put(new Message(number, recipient), sentence);
        if (sentences.size() > MOST) {
            sentences.remove(sentences.keySet().iterator().next());
        }
    }
}
