package leela.engine.notify.delivery;

import leela.engine.spi.PartState;

/**
 * How the deliveries to one recipient go, for people; counts are of transitions, since the engine's start.
 * Thread: immutable.
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
        long givenUp) {}
