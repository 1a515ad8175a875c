package leela.engine.notify.delivery;

/**
 * A notice that may have arrived or not, for people to look after.
 * Thread: immutable.
 *
 * @param numbers of its transitions
 * @param timeNs  when it was given up on: epoch ns
 */
public record Unconfirmed(String recipient, long[] numbers, String reason, long timeNs) {}
