package leela.adapters.embedded;

import leela.engine.spi.Store;

/** The documents of one key, day by day. Thread: one at a time. Memory: one row. */
final class DocumentRows implements Store.Documents {

    private final Rows rows;
    private final Users users;
    private final byte[] key;
    private final long fromNs;
    private final long toNs;
    private final long lastDay;
    private long day;
    private boolean isFresh = true;
    private byte[] row;
    private boolean isClosed;

    DocumentRows(final Rows rows, final Users users, final byte[] key, final long firstDay, final long lastDay, final long fromNs,
            final long toNs) {
        this.rows = rows;
        this.users = users;
        this.key = key;
        this.fromNs = fromNs;
        this.toNs = toNs;
        this.lastDay = lastDay;
        day = firstDay;
    }

    @Override
    public boolean next() {
        while (day <= lastDay) {
            if (isFresh) {
                isFresh = false;
                rows.seek(RowKey.document(day, key, fromNs));
            } else {
                rows.next();
            }
            if (rows.isAt(RowKey.prefix(RowKey.DOCUMENT, day, key))) {
                row = rows.key();
                return timeNs() <= toNs;
            }
            day++;
            isFresh = true;
        }
        return false;
    }

    @Override
    public long timeNs() {
        return RowKey.documentTimeOf(row);
    }

    @Override
    public byte[] json() {
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
}
