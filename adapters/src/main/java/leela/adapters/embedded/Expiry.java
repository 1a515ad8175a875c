package leela.adapters.embedded;

import java.nio.ByteBuffer;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Drops days, and keys last seen in them, when their retention is over.
 * Thread: the store's own; {@link #oldestKeptDay} any.
 */
final class Expiry {

    private final Database database;
    private final long retentionNs;
    private final Clock clock;
    private final Counters counters;

    /** {@code retentionNs}: 0 for ever. */
    Expiry(final Database database, final long retentionNs, final Clock clock, final Counters counters) {
        this.database = database;
        this.retentionNs = retentionNs;
        this.clock = clock;
        this.counters = counters;
    }

    long oldestKeptDay() {
        return retentionNs == 0 ? 0 : Math.max(0, DayRows.dayOf(clock.timeNs() - retentionNs));
    }

    void run() {
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
        }
    }

    private void dropKeysBefore(final long oldestKept) {
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            for (rows.seek(new byte[] {RowKey.KEY});
                    rows.isValid() && RowKey.isOf(rows.key(), RowKey.KEY);
                    rows.next()) {
                if (ByteBuffer.wrap(rows.value()).getInt() < oldestKept) {
                    batch.delete(rows.key());
                }
            }
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }
}
