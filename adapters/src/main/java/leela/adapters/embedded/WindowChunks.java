package leela.adapters.embedded;

import java.util.List;
import leela.engine.spi.Store;

/** Chunks in memory, or to be read when their turn comes, as a cursor. Thread: one. Memory: one that is read. */
final class WindowChunks implements Store.Chunks {

    private static final byte[] UNREAD = {};

    private final List<Row> chunks;
    private final Database database;
    private int index = -1;

    /** A chunk: the row's key, its value, or nothing where that is to be read, and the time of its last point. */
    record Row(byte[] key, byte[] bytes, long endNs) {
        Row unread() {
            return new Row(key, UNREAD, endNs);
        }

        long startNs() {
            return RowKey.startOf(key);
        }

        long version() {
            return RowKey.versionOf(key);
        }
    }

    WindowChunks(final List<Row> chunks, final Database database) {
        this.database = database;
        this.chunks = chunks;
    }

    @Override
    public boolean next() {
        return ++index < chunks.size();
    }

    @Override
    public long startNs() {
        return chunks.get(index).startNs();
    }

    @Override
    public long version() {
        return chunks.get(index).version();
    }

    @Override
    public byte[] bytes() {
        final Row row = chunks.get(index);
        return row.bytes().length > 0 ? row.bytes() : database.get(row.key());
    }

    @Override
    public void close() {
        // nothing to let go of
    }
}
