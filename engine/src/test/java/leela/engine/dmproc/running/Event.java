package leela.engine.dmproc.running;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** An event as a test writes or expects it; the key holds one character a byte. */
record Event(String key, double value, long timeNs) {

    /** NaN equals NaN here, and differs from nothing but numbers. */
    Event {
        value = Double.isNaN(value) ? Double.NaN : value;
    }

    /** Reads {@code event length|key value time;}, any number of them; lines of another kind are left out. */
    static List<Event> parse(final String text) {
        final List<Event> events = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            final int bar = text.indexOf('|', position);
            final String[] head = text.substring(position, bar).trim().split(" ");
            final int keyEnd = bar + 1 + Integer.parseInt(head[1]);
            final int end = text.indexOf(';', keyEnd);
            final String[] tail = text.substring(keyEnd + 1, end).split(" ");
            if (head[0].equals("event")) {
                events.add(new Event(
                        text.substring(bar + 1, keyEnd),
                        number(tail[0]),
                        new BigDecimal(tail[1]).movePointRight(9).longValueExact()));
            }
            position = end + 1;
        }
        return events;
    }

    /** Equal as the golden vectors are compared: values to 1e-9 of their size. */
    boolean isCloseTo(final Event other) {
        return key.equals(other.key)
                && timeNs == other.timeNs
                && (Double.compare(value, other.value) == 0
                        || value == other.value
                        || Math.abs(value - other.value) <= 1e-9 * Math.abs(other.value));
    }

    private static double number(final String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
