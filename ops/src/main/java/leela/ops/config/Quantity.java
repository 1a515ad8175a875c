package leela.ops.config;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes and times as people write them: {@code 8MiB}, {@code 60s}, {@code 1h30m}.
 * Thread: any.
 * Errors: {@link IllegalArgumentException} with what was expected.
 */
public final class Quantity {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,18}) ?([A-Za-z]*)");
    private static final Pattern JAVAS = Pattern.compile("\\bPT-?\\d[0-9HMS.-]*(?<=[HMS])");
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
    private static final Map<String, Duration> TIMES = Map.of(
            "ms",
            Duration.ofMillis(1),
            "s",
            Duration.ofSeconds(1),
            "m",
            Duration.ofMinutes(1),
            "h",
            Duration.ofHours(1),
            "d",
            Duration.ofDays(1),
            "w",
            Duration.ofDays(7));
    private static final String A_SIZE = "a size such as \"8MiB\" (B, KiB, MiB, GiB, TiB)";
    private static final String A_TIME = "a time such as \"60s\" or \"1h30m\" (ms, s, m, h, d, w)";

    private Quantity() {}

    /** Bytes of a size. */
    public static long bytes(final String text) {
        final Matcher matcher = SHAPE.matcher(text);
        final Long unit = matcher.matches() ? BYTES.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(A_SIZE);
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (final ArithmeticException tooLarge) {
            throw new IllegalArgumentException(A_SIZE, tooLarge);
        }
    }

    /** A length of time. */
    public static Duration time(final String text) {
        final Matcher matcher = SHAPE.matcher(text);
        Duration time = Duration.ZERO;
        try {
            int end = 0;
            while (end < text.length() || end == 0) {
                final Duration unit = matcher.find() && matcher.start() == end ? TIMES.get(matcher.group(2)) : null;
                if (unit == null) {
                    throw new IllegalArgumentException(A_TIME);
                }
                time = time.plus(unit.multipliedBy(Long.parseLong(matcher.group(1))));
                end = matcher.end();
            }
            // everything behind the configuration counts in nanoseconds
            return Duration.ofNanos(time.toNanos());
        } catch (final ArithmeticException tooLong) {
            throw new IllegalArgumentException(A_TIME, tooLong);
        }
    }

    /** A size in the largest unit that divides it. */
    public static String ofBytes(final long bytes) {
        String text = bytes + "B";
        for (final Map.Entry<Long, String> unit : ascending(BYTES).entrySet()) {
            if (bytes >= unit.getKey() && bytes % unit.getKey() == 0) {
                text = bytes / unit.getKey() + unit.getValue();
            }
        }
        return text;
    }

    /**
     * A time in the largest unit that divides it, except that one day is {@code 24h} and one minute {@code 60s}, as
     * people say.
     */
    public static String ofTime(final Duration time) {
        if (time.toMillis() % 1000 != 0) {
            return time.toMillis() + "ms";
        }
        final long seconds = time.toSeconds();
        for (final String unit : new String[] {"d", "h", "m"}) {
            final long unitSeconds = TIMES.get(unit).toSeconds();
            if (seconds >= unitSeconds && seconds % unitSeconds == 0 && (seconds > unitSeconds || unit.equals("h"))) {
                return seconds / unitSeconds + unit;
            }
        }
        return seconds + "s";
    }

    /** A sentence whose times are as people write them: {@code 30m} in place of {@code PT30M}. */
    static String inWords(final String sentence) {
        return JAVAS.matcher(sentence).replaceAll(time -> ofTime(Duration.parse(time.group())));
    }

    private static Map<Long, String> ascending(final Map<String, Long> units) {
        final Map<Long, String> sorted = new TreeMap<>();
        units.forEach((name, size) -> sorted.put(size, name));
        return sorted;
    }
}
