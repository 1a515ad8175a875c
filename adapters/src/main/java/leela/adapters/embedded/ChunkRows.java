package leela.adapters.embedded;

import leela.engine.spi.Store;

/** The chunks of one key, day by day. Thread: one at a time. Memory: one row. */
final class ChunkRows implements Store.Chunks {

    private final Rows rows;
    private final Users users;
    private final byte[] key;
    private final long toNs;
    private final long lastDay;
    private long day;
    private byte[] prefix;
    private boolean isFresh;
    private byte[] row;
    private boolean isClosed;

    ChunkRows(final Rows rows, final Users users, final byte[] key, final long firstDay, final long lastDay, final long toNs) {
        this.rows = rows;
        this.users = users;
        this.key = key;
        this.toNs = toNs;
        this.lastDay = lastDay;
        begin(firstDay);
    }

    @Override
    public boolean next() {
        while (day <= lastDay) {
            if (isFresh) {
                isFresh = false;
                rows.seek(prefix);
            } else {
                rows.next();
            }
            if (rows.isAt(prefix)) {
                row = rows.key();
                return RowKey.startOf(row) <= toNs;
            }
            begin(day + 1);
        }
        return false;
    }

    @Override
    public long startNs() {
        return RowKey.startOf(row);
    }

    @Override
    public long version() {
        return RowKey.versionOf(row);
    }

    @Override
    public byte[] bytes() {
        return rows.value();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            rows.close();
            users.leave();
        }
    }

    private void begin(final long newDay) {
        day = newDay;
        prefix = RowKey.prefix(RowKey.CHUNK, newDay, key);
        isFresh = true;
    }
}
