package leela.engine.dmproc.language;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * When an alert may begin: {@code mon-fri 08:00-20:00 Europe/Berlin}. Hours that end before they begin, or with them,
 * go on into the next day.
 * Thread: immutable.
 *
 * @param days on which the hours begin
 * @param from the first minute
 * @param to   the first minute that is not; midnight is the end of the day
 */
public record ActiveHours(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

    private static final int NAME_LENGTH = 3;

    public ActiveHours {
        if (days.isEmpty()) {
            throw new IllegalArgumentException("DURING: no day (expected: days such as mon-fri)");
        }
        days = Set.copyOf(days);
    }

    /** The day that is written so; null where there is none. */
    static DayOfWeek day(final String text) {
        for (final DayOfWeek day : DayOfWeek.values()) {
            if (name(day).equalsIgnoreCase(text)) {
                return day;
            }
        }
        return null;
    }

    /** As it is written: {@code mon-fri 08:00-20:00 Europe/Berlin}. */
    @Override
    public String toString() {
        return daysText() + " " + from + "-" + (to.equals(LocalTime.MIDNIGHT) ? "24:00" : to.toString()) + " " + zone;
    }

    private String daysText() {
        final StringBuilder text = new StringBuilder();
        final EnumSet<DayOfWeek> left = EnumSet.copyOf(days);
        while (!left.isEmpty()) {
            final DayOfWeek first = left.iterator().next();
            DayOfWeek last = first;
            left.remove(first);
            while (last != DayOfWeek.SUNDAY && left.remove(last.plus(1))) {
                last = last.plus(1);
            }
            text.append(text.isEmpty() ? "" : ",").append(name(first));
            if (last != first) {
                text.append('-').append(name(last));
            }
        }
        return text.toString();
    }

    private static String name(final DayOfWeek day) {
        return day.name().substring(0, NAME_LENGTH).toLowerCase(Locale.ROOT);
    }
}
