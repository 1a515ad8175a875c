package leela.io.input.statsd;

import java.time.Duration;

/**
 * How values are brought together. In a template {@code {name}} stands for the name, and {@code {stat}} for what is
 * told of it.
 * Thread: immutable.
 *
 * @param flush    how long a window is; windows are aligned to the clock
 * @param maxNames that are held at once
 */
public record StatsdSettings(Duration flush, int maxNames, String counters, String gauges, String timers, String sets) {

    static final String NAME = "{name}";
    static final String STAT = "{stat}";

    private static final Duration MIN_FLUSH = Duration.ofMillis(100);
    private static final Duration MAX_FLUSH = Duration.ofHours(1);
    private static final int MAX_NAMES = 10_000_000;

    public static final StatsdSettings DEFAULT = new StatsdSettings(
            Duration.ofSeconds(10),
            100_000,
            "stats.counters.{name}.{stat}",
            "stats.gauges.{name}",
            "stats.timers.{name}.{stat}",
            "stats.sets.{name}.{stat}");

    public StatsdSettings {
        if (flush.compareTo(MIN_FLUSH) < 0 || flush.compareTo(MAX_FLUSH) > 0) {
            throw new IllegalArgumentException("statsd.flush: " + flush.toMillis() + " ms (expected: 100ms-1h)");
        }
        if (maxNames < 1 || maxNames > MAX_NAMES) {
            throw new IllegalArgumentException("statsd.max_names: " + maxNames + " (expected: 1-" + MAX_NAMES + ")");
        }
        check("counters", counters, true);
        check("gauges", gauges, false);
        check("timers", timers, true);
        check("sets", sets, false);
    }

    private static void check(final String key, final String template, final boolean needsStat) {
        if (!template.contains(NAME) || needsStat && !template.contains(STAT)) {
            throw new IllegalArgumentException("statsd." + key + ": \"" + template + "\" (expected: a text with " + NAME
                    + (needsStat ? " and " + STAT : "") + " in it)");
        }
    }
}
