package leela.adapters.embedded;

import java.util.Arrays;
import leela.engine.spi.Store;

/** What stands at the end of rows that begin alike. Thread: one at a time. Memory: one row. */
final class PrefixRows implements Store.Keys {

    private final RowCursor rows;
    private final CloseGuard users;
    private final byte[] prefix;
    private final int skipped;
    private boolean isBegun;
    private boolean isClosed;

    /**
     * From a row on, or behind it.
     *
     * @param skipped how many bytes of a row stand before what is shown
     */
    PrefixRows(
            final RowCursor rows,
            final CloseGuard users,
            final byte[] prefix,
            final int skipped,
            final byte[] from,
            final boolean isBehind) {
        this.rows = rows;
        this.users = users;
        this.prefix = prefix;
        this.skipped = skipped;
        rows.seek(Arrays.compareUnsigned(from, prefix) > 0 ? from : prefix);
        if (isBehind && rows.isValid() && Arrays.equals(rows.key(), from)) {
            rows.next();
        }
    }

    @Override
    public boolean next() {
        if (isBegun && rows.isValid()) {
            rows.next();
        }
        isBegun = true;
        return rows.isAt(prefix);
    }

    @Override
    public byte[] key() {
        final byte[] row = rows.key();
        return Arrays.copyOfRange(row, skipped, row.length);
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
