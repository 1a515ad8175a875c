package leela.engine.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leela.engine.batch.BatchLimits;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.MemoryStore;

/** History over a log and a store in memory; the test is the batcher's thread. Thread: one. */
public final class HistoryFixture {

    static final long NOON_NS = 20_000L * 86_400_000_000_000L + 43_200_000_000_000L;
    static final long SECOND_NS = 1_000_000_000L;
    static final long MAX_AGE_NS = 600 * SECOND_NS;

    final ListLog log = new ListLog();
    final MemoryStore store;
    final ManualClock clock = new ManualClock(NOON_NS);
    final List<Throwable> errors = new ArrayList<>();
    private final Duration resolution;
    private final Duration retention;
    private final BatchLimits limits;
    private final int page;
    private Counters counters;
    StoredHistory history;

    HistoryFixture() {
        this(Duration.ofSeconds(1), Duration.ZERO, 1 << 20, 7);
    }

    HistoryFixture(final Duration resolution, final Duration retention, final long maxPointBytes, final int page) {
        this(resolution, retention, new BatchLimits(maxPointBytes, 1 << 20, MAX_AGE_NS), page);
    }

    /** With keys stored so. */
    HistoryFixture(final KeyCase keyCase) {
        this(
                Duration.ofSeconds(1),
                Duration.ZERO,
                new BatchLimits(1 << 20, 1 << 20, MAX_AGE_NS),
                7,
                new MemoryStore(keyCase));
    }

    HistoryFixture(final Duration resolution, final Duration retention, final BatchLimits limits, final int page) {
        this(resolution, retention, limits, page, new MemoryStore());
    }

    private HistoryFixture(
            final Duration resolution,
            final Duration retention,
            final BatchLimits limits,
            final int page,
            final MemoryStore store) {
        this.store = store;
        this.resolution = resolution;
        this.retention = retention;
        this.limits = limits;
        this.page = page;
        restart();
    }

    /** What a process that was killed and started again would see: memory is gone, log and store are not. */
    void restart() {
        counters = Counters.inMemory();
        final StorageConfig config = new StorageConfig(resolution, retention, Duration.ofSeconds(1), 8L << 20, 100);
        history = StoredHistory.open(log, store, config, limits, clock, counters, errors::add);
    }

    /** Lets the batcher work until it has nothing to do. */
    HistoryFixture work() {
        while (history.batcher().work()) {
            clock.ticksNs();
        }
        return this;
    }

    /** Lets points grow old, and the batcher work. */
    HistoryFixture age() {
        clock.advanceNs(MAX_AGE_NS + 1);
        return work();
    }

    long count(final Counter id) {
        return counters.read(id);
    }

    /** Points as {@code seconds behind noon = value}. */
    List<String> points(final String key) {
        return points(key, 0, Long.MAX_VALUE);
    }

    List<String> points(final String key, final long fromNs, final long toNs) {
        final List<String> found = new ArrayList<>();
        final long[] times = new long[page];
        final double[] values = new double[page];
        try (History.Points points = history.points(bytes(key), fromNs, toNs)) {
            for (int count = points.read(times, values); count > 0; count = points.read(times, values)) {
                for (int i = 0; i < count; i++) {
                    found.add((times[i] - NOON_NS) / SECOND_NS + "=" + values[i]);
                }
            }
        }
        return found;
    }

    List<String> documents(final String key) {
        return documents(key, 0, Long.MAX_VALUE);
    }

    List<String> documents(final String key, final long fromNs, final long toNs) {
        final List<String> found = new ArrayList<>();
        try (History.Documents documents = history.documents(bytes(key), fromNs, toNs)) {
            while (documents.next()) {
                found.add((documents.timeNs() - NOON_NS) / SECOND_NS + "="
                        + new String(documents.json(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    public static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
