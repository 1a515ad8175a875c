package leela.ops.config;

import java.time.Duration;

/** The section [storage]. Thread: immutable. */
public record StorageConfig(Backend backend, Duration resolution, Duration retention, Duration syncInterval, long journalLimitBytes,
        int batchSize) {

    /** What keeps the history. */
    public enum Backend { EMBEDDED, CASSANDRA, NONE }

    public static final StorageConfig DEFAULT = new StorageConfig(Backend.EMBEDDED, Duration.ofSeconds(1), Duration.ofDays(400),
            Duration.ofSeconds(1), 8L << 30, 10_000);

    public StorageConfig {
        Checks.range("storage.batch_size", batchSize, 1, 1_000_000);
    }
}
