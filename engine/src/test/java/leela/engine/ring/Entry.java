package leela.engine.ring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import leela.engine.series.MetricType;

/**
 * What a slot held when a handler saw it, as a value that tests compare and print. Keys have one character a byte
 * (Latin-1).
 * Thread: immutable.
 *
 * @param type     of a metric, else null
 * @param bits     a double's raw bits, or the integer itself where {@code isIntegral}
 * @param document the JSON of a data entry, else empty
 */
public record Entry(
        Slot.Kind kind, MetricType type, boolean isIntegral, String key, long bits, long timeNs, String document) {

    /** A metric with a double for its value. */
    public static Entry metric(final MetricType type, final String key, final double value, final long timeNs) {
        return new Entry(Slot.Kind.METRIC, type, false, key, Double.doubleToRawLongBits(value), timeNs, "");
    }

    /** A metric with a 64-bit integer for its value. */
    public static Entry integralMetric(final MetricType type, final String key, final long value, final long timeNs) {
        return new Entry(Slot.Kind.METRIC, type, true, key, value, timeNs, "");
    }

    public static Entry event(final String key, final double value, final long timeNs) {
        return new Entry(Slot.Kind.EVENT, null, false, key, Double.doubleToRawLongBits(value), timeNs, "");
    }

    /** An event for the standing queries alone. */
    public static Entry queryEvent(final String key, final double value, final long timeNs) {
        return new Entry(Slot.Kind.QUERY_EVENT, null, false, key, Double.doubleToRawLongBits(value), timeNs, "");
    }

    public static Entry data(final String key, final String json, final long timeNs) {
        return new Entry(Slot.Kind.DATA, null, false, key, 0, timeNs, json);
    }

    /** What the slot holds now. */
    static Entry of(final Slot slot) {
        final boolean isMetric = slot.kind() == Slot.Kind.METRIC;
        final boolean isData = slot.kind() == Slot.Kind.DATA;
        return new Entry(
                slot.kind(),
                isMetric ? slot.type() : null,
                isMetric && slot.isIntegral(),
                new String(slot.series().key(), ISO_8859_1),
                isData ? 0 : slot.bits(),
                slot.timeNs(),
                isData ? new String(slot.document(), UTF_8) : "");
    }

    /** The value as a double, however it came. */
    public double value() {
        return isIntegral ? bits : Double.longBitsToDouble(bits);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case METRIC ->
                "%s %s %s @%d"
                        .formatted(
                                type, key, isIntegral ? Long.toUnsignedString(bits) + " (integral)" : value(), timeNs);
            case DATA -> "data %s %s @%d".formatted(key, document, timeNs);
            default -> "%s %s %s @%d".formatted(kind, key, value(), timeNs);
        };
    }
}
