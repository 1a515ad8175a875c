package leela.io.http.graphite.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.io.http.graphite.expression.TargetException;

/** Stretches of time as {@code -2h}, {@code 1d12h} or {@code 5min}. Thread: any; stateless. Units: seconds. */
public final class TimeOffset {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})([a-z]+)");
    private static final long DAY = 86_400;

    private TimeOffset() {}

    /** None for an empty text. */
    public static long seconds(final String text) {
        if (text.isEmpty()) {
            return 0;
        }
        final boolean hasSign = text.charAt(0) == '-' || text.charAt(0) == '+';
        final Matcher part = PART.matcher(text);
        long seconds = 0;
        int at = hasSign ? 1 : 0;
        while (at < text.length()) {
            if (!part.find(at) || part.start() != at) {
                throw new TargetException("Invalid interval value: " + text + " (expected: such as 5min, 1h or 2d)");
            }
            seconds += Long.parseLong(part.group(1)) * unit(part.group(2));
            at = part.end();
        }
        return text.charAt(0) == '-' ? -seconds : seconds;
    }

    /** How long a unit is; a month has 30 days, a year 365. */
    public static long unit(final String unit) {
        return switch (letter(unit)) {
            case "s" -> 1;
            case "min" -> 60;
            case "h" -> 3600;
            case "d" -> DAY;
            case "w" -> 7 * DAY;
            case "mon" -> 30 * DAY;
            default -> 365 * DAY;
        };
    }

    /** What the unit's name begins with, and no other's. */
    public static String letter(final String unit) {
        for (final String start : new String[] {"s", "min", "h", "d", "w", "mon", "y"}) {
            if (unit.startsWith(start)) {
                return start;
            }
        }
        throw new TargetException("Invalid offset unit '" + unit + "'");
    }
}
