package leela.io.http.v1.range;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;
import leela.io.http.HttpRefusal;

/**
 * A range of time, both ends included.
 * Thread: immutable.
 * Units: epoch ns.
 * Errors: dates that do not exist, and a start behind its finish, are a 400.
 */
public record TimeRange(long fromNs, long toNs) {

    private static final long MARGIN_NS = TimeUnit.MINUTES.toNanos(30);
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2242;

    /** The last so many days, wider by 30 minutes at both ends: points that came late or early are in it. */
    static TimeRange pastDays(final int days, final long nowNs) {
        return new TimeRange(Math.max(0, nowNs - TimeUnit.DAYS.toNanos(days) - MARGIN_NS), nowNs + MARGIN_NS);
    }

    static TimeRange day(final int year, final int month, final int day) {
        final LocalDate first = date(year, month, day);
        return between(first, first.plusDays(1));
    }

    static TimeRange month(final int year, final int month) {
        final LocalDate first = date(year, month, 1);
        return between(first, first.plusMonths(1));
    }

    /** From the first moment that {@code start} means to the last that {@code finish} means, or to now. */
    static TimeRange of(final String start, final String finish, final long nowNs) {
        final TimeRange range = new TimeRange(
                TimeText.first("start", start, nowNs),
                finish.isEmpty() ? nowNs : TimeText.last("finish", finish, nowNs));
        if (range.fromNs > range.toNs) {
            throw HttpRefusal.badRequest("start: " + start + " (expected: not after finish, "
                    + (finish.isEmpty() ? "which is now" : finish) + ")");
        }
        return range;
    }

    private static LocalDate date(final int year, final int month, final int day) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw HttpRefusal.badRequest("year: " + year + " (expected: " + FIRST_YEAR + "-" + LAST_YEAR + ")");
        }
        try {
            return LocalDate.of(year, month, day);
        } catch (final DateTimeException e) {
            throw HttpRefusal.badRequest("date: " + e.getMessage());
        }
    }

    private static TimeRange between(final LocalDate first, final LocalDate next) {
        return new TimeRange(startOf(first), startOf(next) - 1);
    }

    private static long startOf(final LocalDate date) {
        return date.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * Clock.NANOS_PER_SECOND;
    }
}
