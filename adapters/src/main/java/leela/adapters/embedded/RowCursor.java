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
        return keyAt(prefix) != null;
    }

    byte[] key() {
        return iterator.key();
    }

    /** The key of the row it is at, where that begins so; else null. */
    byte[] keyAt(final byte[] prefix) {
        final byte[] key = iterator.isValid() ? iterator.key() : null;
        return key != null && RowKey.startsWith(key, prefix) ? key : null;
    }

    /** The same, in this array where it is just as long. */
    byte[] key(final byte[] room) {
        return room != null && iterator.key(room) == room.length ? room : iterator.key();
    }

    byte[] value() {
        return iterator.value();
    }

    /** As much of the value as there is room for; how long it is. */
    int value(final byte[] room) {
        return iterator.value(room);
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
