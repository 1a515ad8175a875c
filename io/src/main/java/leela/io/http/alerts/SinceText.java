package leela.io.http.alerts;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.Clock;
import leela.io.http.HttpRefusal;

/**
 * Since when: {@code -24h}, unix seconds, or {@code 2026-11-29T10:00:00Z}; all that is known where nothing is said.
 * Thread: any.
 * Units: epoch ns.
 * Errors: 400 for what is none of these.
 */
final class SinceText {

    private static final Pattern BACK = Pattern.compile("-([0-9]{1,6})([smhd])");
    private static final Pattern UNIX = Pattern.compile("[0-9]{1,10}");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);
    /** Beyond it nanoseconds do not fit. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / Clock.NANOS_PER_SECOND - 1;

    private SinceText() {}

    static long of(final String text, final long nowNs) {
        if (text.isEmpty()) {
            return Long.MIN_VALUE;
        }
        final Matcher back = BACK.matcher(text);
        if (back.matches()) {
            final long seconds = Long.parseLong(back.group(1)) * SECONDS.get(back.group(2));
            return seconds > MOST_SECONDS ? Long.MIN_VALUE : nowNs - seconds * Clock.NANOS_PER_SECOND;
        }
        return Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, seconds(text))) * Clock.NANOS_PER_SECOND;
    }

    private static long seconds(final String text) {
        try {
            return UNIX.matcher(text).matches()
                    ? Long.parseLong(text)
                    : Instant.from(OffsetDateTime.parse(text)).getEpochSecond();
        } catch (final DateTimeParseException none) {
            throw HttpRefusal.badRequest(
                    "since: " + text + " (expected: -24h, unix seconds, or a time such as 2026-11-29T10:00:00Z)");
        }
    }
}
