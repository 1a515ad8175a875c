package leela.ops.config;

/** Where history is kept: {@code storage.backend}. Thread: immutable. */
public enum StorageBackend {
    EMBEDDED,
    CASSANDRA,
    NONE
}
