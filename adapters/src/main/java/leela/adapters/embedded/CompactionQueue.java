package leela.adapters.embedded;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.spi.StoreBatch;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Remembers, in rows, which days got chunks, and merges the small ones once a day is over for some time.
 * Thread: {@link #merge} the store's own; the others the writer's.
 * Memory: a number for each day that waits; while one is merged, a {@link ChunkCompactor}.
 */
final class CompactionQueue {

    /** Chunks of a day are merged this long after it is over. */
    private static final long SETTLED_NS = 1_800 * Clock.NANOS_PER_SECOND;

    private final Database database;
    private final Clock clock;
    private final Counters counters;
    private final Rewrites rewrites;
    /** Days whose rows say already that they are to be merged. */
    private final Set<Long> noted = ConcurrentHashMap.newKeySet();

    CompactionQueue(final Database database, final Rewrites rewrites, final Clock clock, final Counters counters) {
        this.database = database;
        this.clock = clock;
        this.counters = counters;
        this.rewrites = rewrites;
    }

    /**
     * Puts notes of these chunks' days into the same write; they are to be given to {@link #written} once that is done.
     */
    Set<Long> note(final List<StoreBatch.Chunk> chunks, final WriteBatch rows) throws RocksDBException {
        final Set<Long> fresh = new HashSet<>();
        long last = Long.MIN_VALUE;
        for (final StoreBatch.Chunk chunk : chunks) {
            final long day = DayRows.dayOf(chunk.startNs());
            if (day != last && !noted.contains(day) && fresh.add(day)) {
                rows.put(RowKey.day(RowKey.TO_DO, day), RowKey.bytes(day));
            }
            last = day;
        }
        return fresh;
    }

    void written(final Set<Long> fresh) {
        noted.addAll(fresh);
    }

    /** Merges the small chunks of every day that is over for some time and has new ones; one that fails waits. */
    void merge(final BooleanSupplier isEnding) {
        final long settledDay = DayRows.dayOf(clock.timeNs() - SETTLED_NS);
        RuntimeException fault = null;
        for (final long day : daysBefore(settledDay)) {
            try {
                merge(day, isEnding);
            } catch (final RuntimeException failed) {
                fault = failed;
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    /**
     * The note gives way to one that it has begun: a chunk that comes meanwhile writes the first again, and whoever is
     * killed meanwhile, or copied, finds the other.
     */
    private void merge(final long day, final BooleanSupplier isEnding) {
        noted.remove(day);
        // its buffers take two megabytes, and a day is merged once
        final ChunkCompactor rechunk = new ChunkCompactor(database, rewrites);
        try (WriteBatch begun = new WriteBatch();
                WriteBatch done = new WriteBatch()) {
            begun.put(RowKey.begun(day), RowKey.bytes(day));
            begun.delete(RowKey.day(RowKey.TO_DO, day));
            database.write(begun);
            counters.add(EmbeddedCounter.RECHUNKED, rechunk.run(day, isEnding));
            if (!isEnding.getAsBoolean() && rechunk.isComplete()) {
                done.delete(RowKey.begun(day));
                database.write(done);
            }
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    private Set<Long> daysBefore(final long day) {
        final Set<Long> days = new LinkedHashSet<>();
        try (RowCursor rows = database.rows()) {
            for (rows.seek(RowKey.day(RowKey.TO_DO, 0));
                    rows.isValid() && RowKey.isOf(rows.key(), RowKey.TO_DO);
                    rows.next()) {
                if (RowKey.dayOf(rows.key()) < day) {
                    days.add(RowKey.dayOf(rows.key()));
                }
            }
        }
        return days;
    }
}
