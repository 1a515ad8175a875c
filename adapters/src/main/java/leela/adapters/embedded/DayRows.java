package leela.adapters.embedded;

import leela.engine.spi.Store;

/**
 * The rows of one kind and key, day by day, up to a time.
 * Thread: one at a time.
 * Memory: one row.
 */
abstract class DayRows implements AutoCloseable {

    private static final int FEW_DAYS = 3;

    private final RowCursor rows;
    private final CloseGuard users;
    private final byte kind;
    private final byte[] key;
    private final long toNs;
    private final long lastDay;
    private long day;
    private boolean isFresh = true;
    private byte[] prefix;
    private byte[] row;
    private boolean isClosed;

    DayRows(final RowCursor rows, final CloseGuard users, final byte kind, final byte[] key, final Days days) {
        this.rows = rows;
        this.users = users;
        this.kind = kind;
        this.key = key;
        this.toNs = days.toNs();
        this.lastDay = days.last();
        day = days.first();
    }

    /**
     * Which days may have rows.
     *
     * @param toNs no row that begins later is shown
     */
    record Days(long first, long last, long toNs) {}

    /** The days of a range that may have rows of a kind: of a short one all, to look in each costs no more. */
    static Days days(final RowCursor rows, final byte kind, final long fromNs, final long toNs) {
        final long from = Math.max(0, dayOf(fromNs));
        final long to = Math.min(Integer.MAX_VALUE, dayOf(toNs));
        return to - from < FEW_DAYS ? new Days(from, to, toNs) : daysWithRows(rows, kind, fromNs, toNs);
    }

    /** The days of a range that have rows of a kind. */
    static Days daysWithRows(final RowCursor rows, final byte kind, final long fromNs, final long toNs) {
        rows.seekBack(RowKey.day(kind, Math.min(Integer.MAX_VALUE, dayOf(toNs) + 1)));
        final long last = rows.isValid() && RowKey.isOf(rows.key(), kind) ? RowKey.dayOf(rows.key()) : -1;
        return new Days(firstDay(rows, kind, fromNs), last, toNs);
    }

    /** The first day from {@code fromNs} on that has rows of a kind. */
    static long firstDay(final RowCursor rows, final byte kind, final long fromNs) {
        rows.seek(RowKey.day(kind, Math.max(0, dayOf(fromNs))));
        return rows.isValid() && RowKey.isOf(rows.key(), kind) ? RowKey.dayOf(rows.key()) : Integer.MAX_VALUE;
    }

    static long dayOf(final long timeNs) {
        return Math.floorDiv(timeNs, Store.DAY_NS);
    }

    /** Where the rows of a day that are wanted begin. */
    abstract byte[] begin(long ofDay, byte[] ofKey);

    /** When a row begins. */
    abstract long startOf(byte[] ofRow);

    /** Moves on; false at the end. */
    public final boolean next() {
        while (day <= lastDay) {
            if (isFresh) {
                isFresh = false;
                prefix = RowKey.prefix(kind, day, key);
                rows.seek(begin(day, key));
            } else {
                rows.next();
            }
            if (rows.isValid()) {
                row = rows.key(row);
                if (RowKey.startsWith(row, prefix)) {
                    return startOf(row) <= toNs;
                }
            }
            day++;
            isFresh = true;
        }
        return false;
    }

    /** Until the next is moved to. */
    final byte[] row() {
        return row;
    }

    final int copyValue(final byte[] room) {
        return rows.value(room);
    }

    final byte[] value() {
        return rows.value();
    }

    @Override
    public final void close() {
        if (!isClosed) {
            isClosed = true;
            rows.close();
            users.leave();
        }
    }
}
