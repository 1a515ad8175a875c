package leela.adapters.embedded;

import leela.engine.spi.Store;

/** The chunks of one key. Thread: one at a time. Memory: one row. */
final class EmbeddedChunks extends DayRows implements Store.Chunks {

    EmbeddedChunks(final RowCursor rows, final CloseGuard users, final byte[] key, final Days days) {
        super(rows, users, RowKey.CHUNK, key, days);
    }

    @Override
    byte[] begin(final long ofDay, final byte[] ofKey) {
        return RowKey.prefix(RowKey.CHUNK, ofDay, ofKey);
    }

    @Override
    long startOf(final byte[] ofRow) {
        return RowKey.startOf(ofRow);
    }

    @Override
    public long startNs() {
        return RowKey.startOf(row());
    }

    @Override
    public long version() {
        return RowKey.versionOf(row());
    }

    @Override
    public byte[] bytes() {
        return value();
    }

    @Override
    public int copyTo(final byte[] room) {
        return copyValue(room);
    }
}
