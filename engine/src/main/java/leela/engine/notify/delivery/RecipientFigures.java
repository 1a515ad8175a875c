package leela.engine.notify.delivery;

import leela.engine.spi.PartState;

/**
 * How the deliveries to one recipient go, for people; counts are of transitions, since the engine's start.
 * Thread: immutable.
 *
 * @param givenUp how many were discarded since too many waited
 * @param untold  how many of these, and of those of earlier runs, it has not heard of
 */
public record RecipientFigures(
        String name,
        String way,
        String address,
        PartState state,
        int pending,
        long confirmed,
        long retried,
        long refused,
        long unconfirmed,
        long givenUp,
        long untold) {

    static final String IDLE = "nothing sent yet";

    /** Of one that was told nothing. */
    public static RecipientFigures untold(final Recipient recipient, final long nowEpochNs) {
        return new RecipientFigures(
                recipient.name(),
                recipient.way(),
                recipient.address(),
                new PartState(true, IDLE, nowEpochNs, ""),
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }
}
