package leela.adapters.embedded;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A cursor over rows in order of their keys. Thread: one at a time. */
final class RowCursor implements AutoCloseable {

    private final RocksIterator iterator;
    private final Database database;

    RowCursor(final RocksIterator iterator, final Database database) {
        this.iterator = iterator;
        this.database = database;
    }

    /** Goes to the first row at or behind this key. */
    void seek(final byte[] row) {
        iterator.seek(row);
        check();
    }

    /** Goes to the last row before or at this key. */
    void seekBack(final byte[] row) {
        iterator.seekForPrev(row);
        check();
    }

    void next() {
        iterator.next();
        check();
    }

    boolean isValid() {
        return iterator.isValid();
    }

    boolean isAt(final byte[] prefix) {
        return iterator.isValid() && RowKey.startsWith(iterator.key(), prefix);
    }

    byte[] key() {
        return iterator.key();
    }

    byte[] value() {
        return iterator.value();
    }

    private void check() {
        if (!iterator.isValid()) {
            try {
                iterator.status();
            } catch (final RocksDBException refused) {
                throw database.failure("read", refused);
            }
        }
    }

    @Override
    public void close() {
        iterator.close();
    }
}
