package leela.engine.history;

import java.time.Duration;

/**
 * How history is kept ([storage 1] to [storage 4]).
 * Thread: immutable.
 *
 * @param resolution   two points of a key in the same multiple of it are one: the last written
 * @param retention    how long points are kept; zero for ever
 * @param syncInterval what a power failure may cost at most
 * @param journalLimit bytes of journal on disk; beyond it the oldest entries are given up
 * @param batchSize    chunks in one write to the backend
 */
public record StorageConfig(
        Duration resolution, Duration retention, Duration syncInterval, long journalLimit, int batchSize) {

    private static final Duration MAX_RESOLUTION = Duration.ofHours(1);
    private static final Duration MIN_RETENTION = Duration.ofHours(1);
    private static final Duration MIN_SYNC_INTERVAL = Duration.ofMillis(10);
    private static final Duration MAX_SYNC_INTERVAL = Duration.ofMinutes(1);
    private static final long MIN_JOURNAL_LIMIT = 4L << 20;
    private static final int MAX_BATCH_SIZE = 100_000;

    /** Behind the bounds it is checked by. */
    public static final StorageConfig DEFAULT =
            new StorageConfig(Duration.ofSeconds(1), Duration.ofDays(400), Duration.ofSeconds(1), 8L << 30, 1000);

    public StorageConfig {
        check(
                resolution.compareTo(Duration.ofNanos(1)) >= 0 && resolution.compareTo(MAX_RESOLUTION) <= 0,
                "resolution",
                resolution,
                "1ns to 1h");
        check(
                Duration.ofHours(1).toNanos() % Math.max(1, resolution.toNanos()) == 0,
                "resolution",
                resolution,
                "a part of an hour");
        check(retention.isZero() || retention.compareTo(MIN_RETENTION) >= 0, "retention", retention, "0 or >= 1h");
        check(
                syncInterval.compareTo(MIN_SYNC_INTERVAL) >= 0 && syncInterval.compareTo(MAX_SYNC_INTERVAL) <= 0,
                "sync_interval",
                syncInterval,
                "10ms to 1m");
        check(journalLimit >= MIN_JOURNAL_LIMIT, "journal_limit", journalLimit, ">= 4MiB");
        check(batchSize >= 1 && batchSize <= MAX_BATCH_SIZE, "batch_size", batchSize, "1-" + MAX_BATCH_SIZE);
    }

    private static void check(final boolean isGood, final String key, final Object value, final String expected) {
        if (!isGood) {
            throw new IllegalArgumentException("storage." + key + ": " + value + " (expected: " + expected + ")");
        }
    }
}
