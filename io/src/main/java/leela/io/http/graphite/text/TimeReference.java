package leela.io.http.graphite.text;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.io.http.graphite.expression.TargetException;

/**
 * Times as at(1) and dashboards write them: {@code now}, {@code -2h}, {@code 1365500000}, {@code 20130409},
 * {@code 12:30_20130409}, {@code noon+yesterday-1d}, {@code monday}, {@code 04/09/13}.
 * Thread: any; stateless.
 * Units: epoch seconds.
 */
public final class TimeReference {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{2})(am|pm)?(.*)");
    private static final Pattern HOUR = Pattern.compile("(\\d{1,2})(am|pm)(.*)");
    private static final Pattern SLASHES = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{2,4})");
    private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern MONTH_DAY = Pattern.compile("([a-z]{3})[a-z]*(\\d{1,2})");

    private TimeReference() {}

    public static long seconds(final String text, final ZoneId zone, final long now) {
        final String plain = text.strip().toLowerCase(Locale.ROOT).replaceAll("[_, ]", "");
        try {
            final boolean isDate = plain.length() == 8
                    && Integer.parseInt(plain.substring(0, 4)) > 1900
                    && Integer.parseInt(plain.substring(4, 6)) < 13
                    && Integer.parseInt(plain.substring(6)) < 32;
            if (plain.matches("\\d{1,12}") && !isDate) {
                return Long.parseLong(plain);
            }
        } catch (final NumberFormatException noDate) {
            // some other form
        }
        final int sign = signOf(plain);
        final String reference = plain.substring(0, sign);
        try {
            return reference(reference, zone, now) + TimeOffset.seconds(plain.substring(sign));
        } catch (final DateTimeException | NumberFormatException bad) {
            throw bad(text);
        }
    }

    private static int signOf(final String text) {
        final int plus = text.indexOf('+');
        final int sign = plus >= 0 ? plus : text.indexOf('-');
        return sign < 0 ? text.length() : sign;
    }

    private static long reference(final String reference, final ZoneId zone, final long now) {
        if (reference.isEmpty() || reference.equals("now")) {
            return now;
        }
        String rest = reference;
        LocalTime time = LocalTime.MIDNIGHT;
        final Matcher clock = CLOCK.matcher(rest);
        final Matcher hour = HOUR.matcher(rest);
        if (clock.matches()) {
            time = LocalTime.of(hour(clock.group(1), clock.group(3)), Integer.parseInt(clock.group(2)));
            rest = clock.group(4);
        } else if (hour.matches()) {
            time = LocalTime.of(hour(hour.group(1), hour.group(2)), 0);
            rest = hour.group(3);
        } else if (rest.startsWith("noon")) {
            time = LocalTime.NOON;
            rest = rest.substring("noon".length());
        } else if (rest.startsWith("midnight")) {
            rest = rest.substring("midnight".length());
        } else if (rest.startsWith("teatime")) {
            time = LocalTime.of(16, 0);
            rest = rest.substring("teatime".length());
        }
        final ZonedDateTime today = Instant.ofEpochSecond(now).atZone(zone);
        return day(rest, today.toLocalDate()).atTime(time).atZone(zone).toEpochSecond();
    }

    private static int hour(final String digits, final String half) {
        return (Integer.parseInt(digits) + ("pm".equals(half) ? 12 : 0)) % 24;
    }

    private static LocalDate day(final String text, final LocalDate today) {
        final Matcher slashes = SLASHES.matcher(text);
        final Matcher compact = COMPACT.matcher(text);
        final Matcher month = MONTH_DAY.matcher(text);
        if (text.isEmpty() || text.equals("today")) {
            return today;
        }
        if (text.equals("yesterday") || text.equals("tomorrow")) {
            return today.plusDays(text.equals("tomorrow") ? 1 : -1);
        }
        if (slashes.matches()) {
            final int year = Integer.parseInt(slashes.group(3));
            final int full = year < 1900 ? year + 1900 : year;
            return LocalDate.of(
                    full < 1970 ? full + 100 : full,
                    Integer.parseInt(slashes.group(1)),
                    Integer.parseInt(slashes.group(2)));
        }
        if (compact.matches()) {
            return LocalDate.of(
                    Integer.parseInt(compact.group(1)),
                    Integer.parseInt(compact.group(2)),
                    Integer.parseInt(compact.group(3)));
        }
        if (month.matches() && MONTHS.contains(month.group(1))) {
            return LocalDate.of(today.getYear(), MONTHS.indexOf(month.group(1)) + 1, Integer.parseInt(month.group(2)));
        }
        final String name = text.substring(0, Math.min(3, text.length()));
        if (DAYS.contains(name)) {
            return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.of(DAYS.indexOf(name) + 1)));
        }
        throw bad(text);
    }

    private static TargetException bad(final String text) {
        return new TargetException("time: " + text + " (expected: such as now, -2h, Unix seconds or 12:30_20130409)");
    }
}
