package leela.engine.alert.registry;

/**
 * Somebody has seen an alert and says so; it ends with the alert.
 * Thread: immutable.
 *
 * @param number of the transition that opened the alert
 * @param timeNs epoch ns
 */
public record Acknowledgement(long number, String by, String text, long timeNs) {}
