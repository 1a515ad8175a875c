package leela.ops.terminal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Unix times as people read them. Thread: any. */
public final class Times {

    private static final BigDecimal NS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private Times() {}

    /** RFC 3339 with the zone's offset, for unix seconds with or without a fraction. */
    public static String text(final String seconds, final ZoneId zone) {
        return text(new BigDecimal(seconds).multiply(NS_PER_SECOND).longValue(), zone);
    }

    public static String text(final long timeNs, final ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.ofEpochSecond(0, timeNs).atZone(zone));
    }

    /** Unix seconds, with a fraction where there is one. */
    public static String seconds(final long timeNs) {
        return BigDecimal.valueOf(timeNs, 9).stripTrailingZeros().toPlainString();
    }
}
