package leela.io.http.v1.range;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.ring.Limits;
import leela.engine.runtime.Clock;
import leela.io.http.HttpRefusal;
import leela.io.number.EpochTimeDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A time as clients write it in a query: {@code 20130409T1230} (UTC), which means all of its minute, or a moment: Unix
 * seconds, RFC 3339, {@code now}, or so long ago, as in {@code -2h}.
 * Thread: any; stateless.
 * Units: results epoch ns.
 * Errors: anything else is a 400 that names the parameter.
 */
public final class TimeText {

    private static final Pattern MINUTE = Pattern.compile("\\d{8}T\\d{4}");
    private static final Pattern UNIX = Pattern.compile("\\d{1,10}(\\.\\d{1,30})?");
    private static final DateTimeFormatter MINUTE_FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final Pattern RELATIVE = Pattern.compile("now|(?:now)?-(\\d{1,6})(s|m|h|d|w)");

    private static final Map<String, Long> UNITS_NS = Map.of(
            "s", TimeUnit.SECONDS.toNanos(1),
            "m", TimeUnit.MINUTES.toNanos(1),
            "h", TimeUnit.HOURS.toNanos(1),
            "d", TimeUnit.DAYS.toNanos(1),
            "w", TimeUnit.DAYS.toNanos(7));

    /** Before 1970 whatever the time. */
    private static final double MAX_AGO_NS = Long.MAX_VALUE / 2d;

    private TimeText() {}

    /** The first moment that {@code text} means; relative ones count from {@code nowNs}. */
    public static long first(final String name, final String text, final long nowNs) {
        final long ns = parse(name, text, nowNs);
        if (ns < 0 || ns > Limits.MAX_TIME_NS) {
            throw bad(name, text);
        }
        return ns;
    }

    /** The last moment that {@code text} means. */
    static long last(final String name, final String text, final long nowNs) {
        final long first = first(name, text, nowNs);
        return MINUTE.matcher(text).matches() ? first + TimeUnit.MINUTES.toNanos(1) - 1 : first;
    }

    private static long parse(final String name, final String text, final long nowNs) {
        final Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            return nowNs - agoNs(relative.group(1), relative.group(2));
        }
        try {
            if (MINUTE.matcher(text).matches()) {
                return ns(LocalDateTime.parse(text, MINUTE_FORMAT).toInstant(ZoneOffset.UTC));
            }
            if (UNIX.matcher(text).matches()) {
                return unix(text);
            }
            // an unencoded + of an offset arrives as a space
            return ns(OffsetDateTime.parse(text.replace(' ', '+').toUpperCase(Locale.ROOT))
                    .toInstant());
        } catch (final DateTimeException | ArithmeticException e) {
            throw bad(name, text);
        }
    }

    private static long agoNs(final String count, final String unit) {
        return count == null ? 0 : (long) Math.min(MAX_AGO_NS, (double) Long.parseLong(count) * UNITS_NS.get(unit));
    }

    private static long unix(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        final EpochTimeDecoder decoder = new EpochTimeDecoder();
        return decoder.decode(new UnsafeBuffer(bytes), 0, bytes.length) < 0 ? -1 : decoder.timeNs();
    }

    private static long ns(final Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), Clock.NANOS_PER_SECOND), instant.getNano());
    }

    private static HttpRefusal bad(final String name, final String text) {
        return HttpRefusal.badRequest(name + ": " + (text.isEmpty() ? "missing" : text)
                + " (expected: YYYYmmddTHHMM, Unix seconds, RFC 3339, now or -2h, from 1970 to 2242)");
    }
}
