package leela.engine.series;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * From key bytes to series, read without locks by any number of producers.
 * Thread: look-ups any; a new key, a removal and a growth take the one lock.
 * Memory: nothing for a known key; a new one costs its series and a copy of its bytes; a quarter to a half of the cells
 * is used.
 * Errors: a new key beyond {@code maxSeries} gives null; known ones go on.
 */
public final class SeriesTable {

    /** So many series always fit into one Java array of cells. */
    public static final int MAX_SERIES = 1 << 28;

    private static final int FIRST_CAPACITY = 1 << 12;

    private final int maxSeries;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Cells cells = new Cells(FIRST_CAPACITY);

    // guarded by lock
    private int live;

    public SeriesTable(final int maxSeries, final Counters counters) {
        if (maxSeries < 1 || maxSeries > MAX_SERIES) {
            throw new IllegalArgumentException("engine.max_series: " + maxSeries + " (expected: 1-" + MAX_SERIES + ")");
        }
        this.maxSeries = maxSeries;
        this.counters = counters;
    }

    /** The series of a key, made if new; null if it is new and the table holds {@code maxSeries} already. */
    public Series findOrCreate(final DirectBuffer buffer, final int offset, final int length) {
        final int hash = KeyHash.of(buffer, offset, length);
        final Series known = cells.find(hash, buffer, offset, length);
        return known != null ? known : create(hash, buffer, offset, length);
    }

    /**
     * As {@link #findOrCreate}, for a key that came behind {@code previous}: where the same one did last time, its
     * bytes are compared and nothing is hashed.
     */
    public Series findNext(final Series previous, final DirectBuffer buffer, final int offset, final int length) {
        final Series expected = previous.next();
        if (expected != null && expected.isNamed(buffer, offset, length) && !expected.isPurged()) {
            return expected;
        }
        final Series found = findOrCreate(buffer, offset, length);
        if (found != null) {
            previous.next(found);
        }
        return found;
    }

    /** The series of a key, or null. */
    public Series find(final DirectBuffer buffer, final int offset, final int length) {
        return cells.find(KeyHash.of(buffer, offset, length), buffer, offset, length);
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

    /**
     * Number of cells, the bound of {@link #visit}'s range. It grows; visits that straddle a growth may miss or repeat
     * a series.
     */
    public int capacity() {
        return cells.capacity();
    }

    /** Shows the series in the cells {@code [from, from + count)}, as far as there are such cells. */
    public void visit(final int from, final int count, final Consumer<Series> visitor) {
        final Cells visited = cells;
        final int end = (int) Math.min(visited.capacity(), (long) from + count);
        for (int i = from; i < end; i++) {
            final Series series = visited.at(i);
            if (series != null) {
                visitor.accept(series);
            }
        }
    }

    /**
     * Lets go of a series. A producer may still have it in hand: see {@link #restore}. False if it was not here, or if
     * the lock is taken just now: whoever purges need not wait for a growth, and can try again later.
     */
    public boolean tryRemove(final Series series) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (!cells.remove(series)) {
                return false;
            }
            series.purged(true);
            live--;
            counters.increment(EngineCounter.SERIES_PURGED);
            counters.set(EngineCounter.SERIES, live);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For a metric whose series was removed while it was in the ring: the series that stands for the key now, also
     * beyond the limit.
     */
    public Series restore(final Series removed) {
        lock.lock();
        try {
            final Series successor = cells.twinOf(removed);
            if (successor != null) {
                return successor;
            }
            removed.purged(false);
            insert(removed);
            return removed;
        } finally {
            lock.unlock();
        }
    }

    private Series create(final int hash, final DirectBuffer buffer, final int offset, final int length) {
        lock.lock();
        try {
            final Series known = cells.find(hash, buffer, offset, length);
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
            return series;
        } finally {
            lock.unlock();
        }
    }

    private void insert(final Series series) {
        if (cells.isCrowded()) {
            cells = cells.rebuilt(Math.max(FIRST_CAPACITY, BitUtil.findNextPositivePowerOfTwo(4 * live)));
        }
        cells.place(series);
        live++;
        counters.increment(EngineCounter.SERIES_CREATED);
        counters.set(EngineCounter.SERIES, live);
    }
}
