package leela.ops.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people write it on a command line: a moment, or all of the second, minute or day that it names.
 * Thread: immutable.
 * Errors: {@link IllegalArgumentException} with what was expected.
 *
 * @param first the first moment of what is meant
 * @param last  its last
 */
public record TimeArgument(Instant first, Instant last) {

    /** What may be written, for people. */
    public static final String FORMS =
            "now, -2h, 2026-11-29, 2026-11-29T10:00, the same with a zone such as Z, +01:00 or Europe/Berlin, "
                    + "or unix seconds";

    private static final Pattern FIRST_LEELAS = Pattern.compile("\\d{8}T\\d{4}");
    private static final Pattern UNIX = Pattern.compile("(\\d{1,10})(?:\\.(\\d{1,9}))?");
    private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})"
            + "(?:[Tt ](\\d{2}:\\d{2})(:\\d{2})?(\\.\\d{1,9})?)?"
            + " ?\\[?([Zz]|[+-]\\d{2}:?\\d{2}|[A-Za-z]+(?:/[A-Za-z0-9_+/-]+)?)?]?");

    /**
     * Reads it; a time that names no zone is of {@code zone}.
     *
     * @param length reads a length of time, such as {@code 1h30m}
     */
    public static TimeArgument parse(
            final String text, final ZoneId zone, final Instant now, final Function<String, Duration> length) {
        try {
            return parsed(text.strip(), zone, now, length);
        } catch (final DateTimeException | ArithmeticException none) {
            throw new IllegalArgumentException(FORMS, none);
        }
    }

    private static TimeArgument parsed(
            final String text, final ZoneId zone, final Instant now, final Function<String, Duration> length) {
        if (text.equals("now")) {
            return new TimeArgument(now, now);
        }
        if (text.startsWith("-")) {
            final Instant moment = now.minus(length.apply(text.substring(1)));
            return new TimeArgument(moment, moment);
        }
        if (FIRST_LEELAS.matcher(text).matches()) {
            return whole(
                    LocalDateTime.parse(text, DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT))
                            .toInstant(ZoneOffset.UTC),
                    Duration.ofMinutes(1));
        }
        final Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            final Instant second = Instant.ofEpochSecond(Long.parseLong(unix.group(1)));
            return fraction(second, unix.group(2));
        }
        final Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            throw new IllegalArgumentException(FORMS);
        }
        return dated(
                date,
                date.group(5) == null
                        ? zone
                        : ZoneId.of(date.group(5).toUpperCase(Locale.ROOT).equals("Z") ? "Z" : date.group(5)));
    }

    private static TimeArgument dated(final Matcher date, final ZoneId zone) {
        final LocalDate day = LocalDate.parse(date.group(1));
        if (date.group(2) == null) {
            return between(
                    day.atStartOfDay(zone).toInstant(),
                    day.plusDays(1).atStartOfDay(zone).toInstant());
        }
        final String second = date.group(3);
        final Instant moment = LocalDateTime.parse(date.group(1) + "T" + date.group(2) + (second == null ? "" : second))
                .atZone(zone)
                .toInstant();
        if (second == null) {
            return whole(moment, Duration.ofMinutes(1));
        }
        return fraction(moment, date.group(4) == null ? null : date.group(4).substring(1));
    }

    private static TimeArgument fraction(final Instant second, final String digits) {
        if (digits == null) {
            return whole(second, Duration.ofSeconds(1));
        }
        final Instant moment = second.plusNanos(Long.parseLong((digits + "000000000").substring(0, 9)));
        return new TimeArgument(moment, moment);
    }

    private static TimeArgument whole(final Instant first, final Duration length) {
        return between(first, first.plus(length));
    }

    private static TimeArgument between(final Instant first, final Instant next) {
        return new TimeArgument(first, next.minus(1, ChronoUnit.NANOS));
    }
}
