package leela.adapters.embedded;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ConfirmedTime;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops days, and keys last seen in them, when their retention and a day more are over. It does not believe the clock
 * alone: how late it is for certain stands in a row, and a clock far beyond that pauses it, see {@link ConfirmedTime}.
 * Thread: the store's own; {@link #oldestKeptDay}, {@link #today} and {@link #written} any.
 */
final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private static final int KEYS_A_WRITE = 10_000;

    private final Database database;
    private final TagRows tagRows;
    private final long retentionNs;
    private final ConfirmedTime time;
    private final Clock clock;
    private final Counters counters;
    private boolean isPaused;
    private boolean isBehind;

    /** {@code retentionNs}: 0 for ever. */
    Expiry(
            final Database database,
            final TagRows tagRows,
            final long retentionNs,
            final Clock clock,
            final Counters counters) {
        this.database = database;
        this.tagRows = tagRows;
        this.retentionNs = retentionNs;
        this.clock = clock;
        this.counters = counters;
        time = new ConfirmedTime(knownNs(), clock);
    }

    /** The time that was noted last; in stores of versions that noted none, that of the newest day. */
    private long knownNs() {
        final byte[] noted = database.get(RowKey.TIME);
        if (noted != null) {
            return ByteBuffer.wrap(noted).getLong();
        }
        try (RowCursor rows = database.rows()) {
            final long last =
                    DayRows.daysWithRows(rows, RowKey.CHUNK, 0, Long.MAX_VALUE).last();
            return last < 0 ? 0 : Math.min(clock.timeNs(), (last + 1) * Store.DAY_NS);
        }
    }

    long oldestKeptDay() {
        return retentionNs == 0
                ? 0
                : Math.max(0, DayRows.dayOf(time.timeNs() - retentionNs - ConfirmedTime.TOLERANCE_NS));
    }

    /** The day that keys are noted with. */
    byte[] today() {
        return RowKey.bytes(DayRows.dayOf(time.latestNs()));
    }

    /** A batch is with the store, and is a witness of the time. */
    void written(final StoreBatch batch) {
        time.arrived(batch.witnessNs());
    }

    void run() {
        tellBehind();
        if (retentionNs == 0 || isPaused()) {
            return;
        }
        note();
        final long oldestKept = oldestKeptDay();
        boolean hasDropped = false;
        try (RowCursor rows = database.rows()) {
            for (final byte kind : new byte[] {RowKey.CHUNK, RowKey.DOCUMENT}) {
                final long oldest = DayRows.firstDay(rows, kind, 0);
                if (oldest < oldestKept) {
                    database.drop(RowKey.day(kind, 0), RowKey.day(kind, oldestKept));
                    counters.add(EmbeddedCounter.EXPIRED_DAYS, oldestKept - oldest);
                    hasDropped = true;
                }
            }
        }
        if (hasDropped) {
            dropKeysBefore(oldestKept);
            tagRows.dropUnused();
        }
    }

    private boolean isPaused() {
        final boolean wasPaused = isPaused;
        isPaused = time.isDoubted();
        counters.set(EmbeddedCounter.EXPIRY_PAUSED, isPaused ? 1 : 0);
        if (isPaused && !wasPaused) {
            LOG.error(
                    "event=embedded_expiry_paused clock={} known={}; the clock stands more than a day beyond all that "
                            + "has come: nothing is deleted until an hour of arrivals bears it out",
                    instant(clock.timeNs()),
                    instant(time.timeNs()));
        } else if (wasPaused && !isPaused) {
            LOG.info("event=embedded_expiry_goes_on");
        }
        return isPaused;
    }

    /** Nothing is deleted by such a clock, but what comes without a time of its own goes to where nobody looks. */
    private void tellBehind() {
        final boolean wasBehind = isBehind;
        isBehind = time.isBehind();
        if (isBehind && !wasBehind) {
            LOG.error(
                    "event=clock_behind clock={} known={}; the clock stands more than a day before what is over: what "
                            + "comes without a time is kept under the clock's; nothing is deleted by it",
                    instant(clock.timeNs()),
                    instant(time.latestNs()));
        } else if (wasBehind && !isBehind) {
            LOG.info("event=clock_behind_no_more clock={}", instant(clock.timeNs()));
        }
    }

    private static Instant instant(final long timeNs) {
        return Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(timeNs));
    }

    /** The latest: what an earlier clock has confirmed is over, also while this one is behind. */
    private void note() {
        try (WriteBatch row = new WriteBatch()) {
            row.put(
                    RowKey.TIME,
                    ByteBuffer.allocate(Long.BYTES).putLong(time.latestNs()).array());
            database.write(row);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    /** A part at a time: there may be more keys than memory has room for. */
    private void dropKeysBefore(final long oldestKept) {
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            for (rows.seek(new byte[] {RowKey.KEY});
                    rows.isValid() && RowKey.isOf(rows.key(), RowKey.KEY);
                    rows.next()) {
                if (ByteBuffer.wrap(rows.value()).getInt() < oldestKept) {
                    KeyRows.delete(RowKey.keyOfKeyRow(rows.key()), batch);
                }
                if (batch.count() >= KEYS_A_WRITE) {
                    database.write(batch);
                    batch.clear();
                }
            }
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }
}
