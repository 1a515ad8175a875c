package leela.io.input.influx;

/**
 * What the times of lines count.
 * Thread: immutable.
 */
public enum Precision {
    NANOSECONDS(1),
    MICROSECONDS(1_000),
    MILLISECONDS(1_000_000),
    SECONDS(1_000_000_000),
    MINUTES(60_000_000_000L),
    HOURS(3_600_000_000_000L),
    /** Whatever makes it a time of our days, from 1973 on: datagrams do not tell. */
    BY_SIZE(0);

    private static final long MOST_SECONDS = 100_000_000_000L;
    private static final int STEP = 1000;

    private final long ns;

    Precision(final long ns) {
        this.ns = ns;
    }

    /** By the names of InfluxDB's parameter; null where there is none of this name. */
    public static Precision of(final String name) {
        return switch (name) {
            case "", "n", "ns" -> NANOSECONDS;
            case "u", "us", "µ", "µs" -> MICROSECONDS;
            case "ms" -> MILLISECONDS;
            case "s" -> SECONDS;
            case "m" -> MINUTES;
            case "h" -> HOURS;
            default -> null;
        };
    }

    /** Epoch ns; what does not fit is {@code Long.MAX_VALUE}, which no limit allows. */
    long toNs(final long time) {
        if (this != BY_SIZE) {
            return time > Long.MAX_VALUE / ns ? Long.MAX_VALUE : time < 0 ? -1 : time * ns;
        }
        long unit = SECONDS.ns;
        for (long most = MOST_SECONDS; unit > 1 && time >= most; most *= STEP) {
            unit /= STEP;
        }
        return time < 0 ? -1 : time > Long.MAX_VALUE / unit ? Long.MAX_VALUE : time * unit;
    }
}
