package leela.adapters.embedded;

import java.nio.ByteBuffer;
import java.util.Arrays;
import leela.engine.spi.Store;

/** Keys with a prefix that were seen on a day or later. Thread: one at a time. Memory: one row. */
final class EmbeddedKeys implements Store.Keys {

    private final RowCursor rows;
    private final CloseGuard users;
    private final byte[] prefix;
    private final byte[] afterRow;
    private final long oldestKeptDay;
    private final ByteBuffer lastDay = ByteBuffer.allocate(Integer.BYTES);
    private byte[] row;
    private boolean isClosed;

    EmbeddedKeys(
            final RowCursor rows,
            final CloseGuard users,
            final byte[] prefix,
            final byte[] after,
            final long oldestKeptDay) {
        this.rows = rows;
        this.users = users;
        this.prefix = RowKey.key(prefix);
        this.oldestKeptDay = oldestKeptDay;
        afterRow = RowKey.key(after);
        rows.seek(Arrays.compareUnsigned(after, prefix) > 0 ? afterRow : this.prefix);
    }

    @Override
    public boolean next() {
        if (row != null && rows.isValid()) {
            rows.next();
        }
        for (byte[] at = rows.keyAt(prefix); at != null; at = rows.keyAt(prefix)) {
            row = at;
            rows.value(lastDay.array());
            if (lastDay.getInt(0) >= oldestKeptDay && !Arrays.equals(row, afterRow)) {
                return true;
            }
            rows.next();
        }
        return false;
    }

    @Override
    public byte[] key() {
        return RowKey.keyOfKeyRow(row);
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
