package leela.engine.alert.registry;

/**
 * For some time nobody is told of alerts whose name or group it is found in.
 * Thread: immutable.
 * Units: epoch ns.
 *
 * @param id    how people call it
 * @param regex searched for in the name of the alert and in that of the group
 */
public record Silence(long id, String regex, long fromNs, long untilNs, String by, String text) {}
