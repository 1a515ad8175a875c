package leela.io.input.text;

/**
 * Which entries a socket accepts; all others are malformed there.
 * Thread: immutable.
 *
 * @param hasMetrics gauge, counter, derive, absolute
 * @param hasEvents  event
 * @param hasData    data
 * @param hasLegacy  lines of {@code name: value}
 * @param hasPing    {@code ping}, which is answered
 */
public record TextDialect(boolean hasMetrics, boolean hasEvents, boolean hasData, boolean hasLegacy, boolean hasPing) {

    /** UDP: metrics and the legacy lines. */
    public static final TextDialect UDP = new TextDialect(true, false, false, true, true);
    /** The timeline databus: everything but legacy lines. */
    public static final TextDialect DATABUS = new TextDialect(true, true, true, false, false);
    /** The standing queries' databus: events alone. */
    public static final TextDialect EVENTS = new TextDialect(false, true, false, false, false);

    boolean accepts(final TextDescriptor.Word word) {
        return switch (word) {
            case EVENT -> hasEvents;
            case DATA -> hasData;
            default -> hasMetrics;
        };
    }
}
