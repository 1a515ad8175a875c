package leela.engine.alert;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import leela.engine.dmproc.language.ActiveHours;

/**
 * Whether it is the hour at which an alert may begin. Remembers the stretch of time that it looked at last, so that a
 * value costs two comparisons.
 * Thread: one.
 * Units: epoch ns.
 */
final class Hours {

    private static final int DAYS_AHEAD = 8;

    private final ActiveHours hours;
    private long fromNs = 1;
    private long toNs;
    private boolean isOpen;

    Hours(final ActiveHours hours) {
        this.hours = hours;
    }

    boolean isOpen(final long timeNs) {
        if (timeNs < fromNs || timeNs >= toNs) {
            look(timeNs);
        }
        return isOpen;
    }

    /** This time, where it is open, else when it opens next. */
    long nextOpenNs(final long timeNs) {
        return isOpen(timeNs) ? timeNs : toNs;
    }

    /** Finds the stretch that this time is in. */
    private void look(final long timeNs) {
        final LocalDate today =
                Instant.ofEpochSecond(0, timeNs).atZone(hours.zone()).toLocalDate();
        long closedFromNs = Long.MIN_VALUE;
        for (int day = -DAYS_AHEAD; day <= DAYS_AHEAD; day++) {
            final LocalDate date = today.plusDays(day);
            if (!hours.days().contains(date.getDayOfWeek())) {
                continue;
            }
            final long beginNs = epochNs(date.atTime(hours.from()).atZone(hours.zone()));
            final LocalDate lastDate = hours.to().isAfter(hours.from()) ? date : date.plusDays(1);
            final long endNs = epochNs(lastDate.atTime(hours.to()).atZone(hours.zone()));
            if (timeNs < beginNs) {
                remember(closedFromNs, beginNs, false);
                return;
            }
            if (timeNs < endNs) {
                remember(beginNs, endNs, true);
                return;
            }
            closedFromNs = endNs;
        }
        throw new IllegalStateException("no hours of " + hours + " around " + timeNs);
    }

    private void remember(final long newFromNs, final long newToNs, final boolean isNowOpen) {
        fromNs = newFromNs;
        toNs = newToNs;
        isOpen = isNowOpen;
    }

    private static long epochNs(final ZonedDateTime time) {
        return time.toEpochSecond() * 1_000_000_000L;
    }
}
