package leela.io.http.v1;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import leela.engine.ring.Limits;
import leela.engine.runtime.Clock;
import leela.io.http.HttpRefusal;
import leela.io.number.EpochTimeDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A time as clients write it in a query: {@code 20130409T1230} (UTC), Unix seconds, or RFC 3339. Each means all of what
 * it names: a minute, a second, or with a fraction just that moment.
 * Thread: any; stateless.
 * Units: results epoch ns.
 * Errors: anything else is a 400 that names the parameter.
 */
public final class TimeText {

    private static final Pattern MINUTE = Pattern.compile("\\d{8}T\\d{4}");
    private static final Pattern UNIX = Pattern.compile("\\d{1,10}(\\.\\d{1,30})?");
    private static final DateTimeFormatter MINUTE_FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private TimeText() {}

    /** The first moment that {@code text} means. */
    public static long first(final String name, final String text) {
        final long ns = parse(name, text);
        if (ns < 0 || ns > Limits.MAX_TIME_NS) {
            throw bad(name, text);
        }
        return ns;
    }

    /** The last moment that {@code text} means. */
    static long last(final String name, final String text) {
        final long first = first(name, text);
        if (MINUTE.matcher(text).matches()) {
            return first + TimeUnit.MINUTES.toNanos(1) - 1;
        }
        return text.indexOf('.') < 0 ? first + Clock.NANOS_PER_SECOND - 1 : first;
    }

    private static long parse(final String name, final String text) {
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
                + " (expected: YYYYmmddTHHMM, Unix seconds or RFC 3339, from 1970 to 2242)");
    }
}
