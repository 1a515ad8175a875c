package leela.engine.notify;

import leela.engine.runtime.PrintableText;

/**
 * What became of a message that was taken for sending.
 * Thread: immutable.
 * Units: nanoseconds.
 *
 * @param reason       for people, printable and cut; empty where it is confirmed
 * @param retryAfterNs how long the receiver asks not to be bothered; 0 where it does not say
 */
public record Outcome(Kind kind, String reason, long retryAfterNs) {

    /** What a sender does about it. */
    public enum Kind {
        /** The receiver says that it has it. */
        CONFIRMED,
        /** It has certainly not arrived, and may do so later. */
        RETRY,
        /** The receiver will never take it. */
        REFUSED,
        /** It may have arrived or not: nobody said. */
        UNCONFIRMED
    }

    public static final Outcome CONFIRMED = new Outcome(Kind.CONFIRMED, "", 0);

    private static final int LONGEST_REASON = 300;

    /** A reason may be what a server says: it is shown to people, and thousands of them are kept. */
    public Outcome {
        reason = PrintableText.of(
                reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…");
    }

    public static Outcome retry(final String reason) {
        return new Outcome(Kind.RETRY, reason, 0);
    }

    public static Outcome refused(final String reason) {
        return new Outcome(Kind.REFUSED, reason, 0);
    }

    public static Outcome unconfirmed(final String reason) {
        return new Outcome(Kind.UNCONFIRMED, reason, 0);
    }
}
