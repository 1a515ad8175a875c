package leela.engine.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * From key bytes to series: open addressing with linear probing, read without locks by any number of producers.
 * Thread: look-ups any; a new key, a removal and a growth take the one lock.
 * Memory: nothing for a known key; a new one costs its series and a copy of its bytes. Four bytes a cell, at most half of the cells used.
 * Errors: a new key beyond {@code maxSeries} gives null; known ones go on.
 */
public final class SeriesTable {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(Series[].class);
    private static final Series TOMBSTONE = new Series(new byte[0], 0);
    private static final int FIRST_CAPACITY = 1 << 12;

    private final int maxSeries;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Series[] table = new Series[FIRST_CAPACITY];

    // guarded by lock
    private int live;
    private int tombstones;

    public SeriesTable(final int maxSeries, final Counters counters) {
        this.maxSeries = maxSeries;
        this.counters = counters;
    }

    /** The series of a key, made if new; null if it is new and the table holds {@code maxSeries} already. */
    public Series findOrCreate(final DirectBuffer buffer, final int offset, final int length) {
        final int hash = KeyHash.of(buffer, offset, length);
        final Series known = find(table, hash, buffer, offset, length);
        return known != null ? known : create(hash, buffer, offset, length);
    }

    /** The series of a key, or null. */
    public Series find(final DirectBuffer buffer, final int offset, final int length) {
        return find(table, KeyHash.of(buffer, offset, length), buffer, offset, length);
    }

    /** How many series there are. */
    public int size() {
        lock.lock();
        try {
            return live;
        } finally {
            lock.unlock();
        }
    }

    /** Number of cells, the bound of {@link #visit}'s range. It grows; a visit that straddles a growth may miss or repeat a series. */
    public int capacity() {
        return table.length;
    }

    /** Shows the series in the cells {@code [from, from + count)}, as far as there are such cells. */
    public void visit(final int from, final int count, final Consumer<Series> visitor) {
        final Series[] cells = table;
        final int end = (int) Math.min(cells.length, (long) from + count);
        for (int i = from; i < end; i++) {
            final Series series = (Series) CELLS.getAcquire(cells, i);
            if (series != null && series != TOMBSTONE) {
                visitor.accept(series);
            }
        }
    }

    /** Lets go of a series. A producer may still have it in hand: see {@link #restore}. */
    public void remove(final Series series) {
        lock.lock();
        try {
            final Series[] cells = table;
            final int cell = cellOf(cells, series);
            if (cell >= 0) {
                series.purged(true);
                CELLS.setRelease(cells, cell, TOMBSTONE);
                tombstones++;
                live--;
                counters.increment(CounterId.SERIES_PURGED);
                counters.set(CounterId.SERIES, live);
            }
        } finally {
            lock.unlock();
        }
    }

    /** For a metric whose series was removed while it was in the ring: the series that stands for the key now. */
    public Series restore(final Series removed) {
        lock.lock();
        try {
            final Series[] cells = table;
            final int mask = cells.length - 1;
            for (int i = removed.hash() & mask;; i = i + 1 & mask) {
                final Series series = cells[i];
                if (series == null) {
                    removed.purged(false);
                    insert(removed);
                    return removed;
                }
                if (series != TOMBSTONE && series.hash() == removed.hash() && Arrays.equals(series.key(), removed.key())) {
                    return series;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static Series find(final Series[] cells, final int hash, final DirectBuffer buffer, final int offset, final int length) {
        final int mask = cells.length - 1;
        for (int i = hash & mask;; i = i + 1 & mask) {
            final Series series = (Series) CELLS.getAcquire(cells, i);
            if (series == null) {
                return null;
            }
            if (series.hash() == hash && series != TOMBSTONE && KeyHash.equal(series.key(), buffer, offset, length)) {
                return series;
            }
        }
    }

    private Series create(final int hash, final DirectBuffer buffer, final int offset, final int length) {
        lock.lock();
        try {
            final Series known = find(table, hash, buffer, offset, length);
            if (known != null) {
                return known;
            }
            if (live >= maxSeries) {
                return null;
            }
            final byte[] key = new byte[length];
            buffer.getBytes(offset, key);
            final Series series = new Series(key, hash);
            insert(series);
            counters.increment(CounterId.SERIES_CREATED);
            return series;
        } finally {
            lock.unlock();
        }
    }

    private void insert(final Series series) {
        if (2L * (live + tombstones + 1) > table.length) {
            rebuild();
        }
        place(table, series);
        live++;
        counters.set(CounterId.SERIES, live);
    }

    /** A fresh array without tombstones; readers of the old one fall through to the lock and find it there. */
    private void rebuild() {
        final Series[] old = table;
        final Series[] cells = new Series[BitUtil.findNextPositivePowerOfTwo(Math.max(FIRST_CAPACITY, 4 * (live + 1)))];
        for (final Series series : old) {
            if (series != null && series != TOMBSTONE) {
                place(cells, series);
            }
        }
        tombstones = 0;
        table = cells;
    }

    private static void place(final Series[] cells, final Series series) {
        final int mask = cells.length - 1;
        int i = series.hash() & mask;
        while (cells[i] != null) {
            i = i + 1 & mask;
        }
        CELLS.setRelease(cells, i, series);
    }

    private static int cellOf(final Series[] cells, final Series series) {
        final int mask = cells.length - 1;
        for (int i = series.hash() & mask; cells[i] != null; i = i + 1 & mask) {
            if (cells[i] == series) {
                return i;
            }
        }
        return -1;
    }
}
