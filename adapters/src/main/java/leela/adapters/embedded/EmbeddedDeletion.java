package leela.adapters.embedded;

import java.util.ArrayList;
import java.util.List;
import leela.engine.batch.ChunkExcerpt;
import leela.engine.chunk.ChunkException;
import leela.engine.spi.StoreBatch;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows one by one, a part at a time: there are few a key and day, and a range's mark would burden every read
 * until it is compacted. A chunk that lies in the range with a part is written anew without it. A chunk that cannot be
 * read stays, unless its whole key goes.
 * Thread: the writer's; {@link Rewrites} keeps merging apart.
 * Memory: a part, from the first deletion of points on.
 */
final class EmbeddedDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDeletion.class);
    private static final int ROWS_A_WRITE = 1000;

    private final Database database;
    private final TagRows tagRows;
    private final ChunkWrites chunkWrites = new ChunkWrites();
    private final List<StoreBatch.Chunk> left = new ArrayList<>();
    /** Null before points are deleted for the first time. */
    private ChunkExcerpt excerpt;

    EmbeddedDeletion(final Database database, final TagRows tagRows) {
        this.database = database;
        this.tagRows = tagRows;
    }

    void points(final byte[] key, final long fromNs, final long toNs) {
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            final DayRows.Days days = DayRows.daysWithRows(rows, RowKey.CHUNK, fromNs, toNs);
            for (long day = days.first(); day <= days.last(); day++) {
                final byte[] prefix = RowKey.prefix(RowKey.CHUNK, day, key);
                for (rows.seek(prefix); rows.isAt(prefix) && RowKey.startOf(rows.key()) <= toNs; rows.next()) {
                    take(key, rows.key(), rows.value(), fromNs, toNs, batch);
                    writeIfLarge(batch);
                }
            }
            write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    private void take(
            final byte[] key,
            final byte[] row,
            final byte[] chunk,
            final long fromNs,
            final long toNs,
            final WriteBatch batch)
            throws RocksDBException {
        if (excerpt == null) {
            excerpt = new ChunkExcerpt();
        }
        try {
            if (excerpt.reaches(chunk, fromNs)) {
                left.clear();
                excerpt.without(fromNs, toNs, key, RowKey.versionOf(row), chunk, left);
                batch.delete(row);
                for (final StoreBatch.Chunk one : left) {
                    chunkWrites.put(one, batch);
                }
            }
        } catch (final ChunkException damaged) {
            LOG.warn("event=embedded_chunk_damaged reason=\"{}\"", damaged.getMessage());
        }
    }

    void documents(final byte[] key, final long fromNs, final long toNs) {
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            final DayRows.Days days = DayRows.daysWithRows(rows, RowKey.DOCUMENT, fromNs, toNs);
            for (long day = days.first(); day <= days.last(); day++) {
                final byte[] prefix = RowKey.prefix(RowKey.DOCUMENT, day, key);
                for (rows.seek(RowKey.document(day, key, fromNs));
                        rows.isAt(prefix) && RowKey.documentTimeOf(rows.key()) <= toNs;
                        rows.next()) {
                    batch.delete(rows.key());
                    writeIfLarge(batch);
                }
            }
            write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    /** The list's row goes last: a key that is listed still can be deleted again. */
    void key(final byte[] key) {
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            for (final byte kind : new byte[] {RowKey.CHUNK, RowKey.DOCUMENT}) {
                final DayRows.Days days = DayRows.daysWithRows(rows, kind, 0, Long.MAX_VALUE);
                for (long day = days.first(); day <= days.last(); day++) {
                    final byte[] prefix = RowKey.prefix(kind, day, key);
                    for (rows.seek(prefix); rows.isAt(prefix); rows.next()) {
                        batch.delete(rows.key());
                        writeIfLarge(batch);
                    }
                }
            }
            KeyRows.delete(key, batch);
            write(batch);
            tagRows.dropUnused(key);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    private void writeIfLarge(final WriteBatch batch) {
        if (batch.count() >= ROWS_A_WRITE) {
            write(batch);
        }
    }

    private void write(final WriteBatch batch) {
        database.write(batch);
        batch.clear();
        if (excerpt != null) {
            excerpt.reuse();
        }
    }
}
