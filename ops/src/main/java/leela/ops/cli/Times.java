package leela.ops.cli;

import java.math.BigDecimal;
import java.time.Instant;

/** Unix times as people read them. Thread: any. */
final class Times {

    private static final BigDecimal NS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private Times() {}

    /** RFC 3339 in UTC, for unix seconds with or without a fraction. */
    static String text(final String seconds) {
        return text(new BigDecimal(seconds).multiply(NS_PER_SECOND).longValue());
    }

    /** Unix seconds, with a fraction where there is one. */
    static String seconds(final long timeNs) {
        return BigDecimal.valueOf(timeNs, 9).stripTrailingZeros().toPlainString();
    }

    static String text(final long timeNs) {
        return Instant.ofEpochSecond(0, timeNs).toString();
    }
}
