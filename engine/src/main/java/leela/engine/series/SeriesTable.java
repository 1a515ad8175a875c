package leela.engine.series;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * From key bytes to series, read without locks by any number of producers.
 * Thread: look-ups any; a new key, a removal and a growth take the one lock.
 * Memory: nothing for a known key; a new one costs its series and a copy of its bytes; a quarter to a half of the cells
 * is used.
 * Errors: a new key beyond the limits gives null; known ones go on.
 */
public final class SeriesTable {

    private static final int FIRST_CAPACITY = 1 << 12;

    private final SeriesLimits limits;
    private final SenderShares shares;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final NewestSeries newest = new NewestSeries();
    private volatile Cells cells = new Cells(FIRST_CAPACITY);

    // written under the lock
    private volatile int live;
    private volatile long bytes;

    /** One that is bounded by the number of its series alone. */
    public SeriesTable(final int maxSeries, final Counters counters) {
        this(SeriesLimits.ofNumber(maxSeries), counters);
    }

    public SeriesTable(final SeriesLimits limits, final Counters counters) {
        this.limits = limits;
        shares = new SenderShares(limits.maxNew());
        this.counters = counters;
        counters.set(EngineCounter.SERIES_MOST, limits.maxSeries());
        counters.set(EngineCounter.SERIES_MOST_BYTES, limits.maxBytes());
        counters.set(EngineCounter.SERIES_MOST_NEW, limits.maxNew());
    }

    /** The series of a key, made if new; null if it is new and there is no {@link #hasRoom room}. */
    public Series findOrCreate(final DirectBuffer buffer, final int offset, final int length) {
        final int hash = KeyHash.of(buffer, offset, length);
        final Series known = cells.find(hash, buffer, offset, length);
        return known != null ? known : create(hash, buffer, offset, length);
    }

    /** Whether one more series fits, with a key of so many bytes. */
    public boolean hasRoom(final int keyLength) {
        return live < limits.maxSeries() && bytes + SeriesLimits.bytes(keyLength) <= limits.maxBytes();
    }

    /** Whether a sender may make one more within this hour; takes it off its share. */
    public boolean allowsNew(final long sender, final Supplier<String> name, final int keyLength, final long nowNs) {
        return shares.take(sender, name, keyLength, nowNs);
    }

    /** Who has made most new series within the hour, at most so many senders. Thread: any. */
    public List<SenderShares.Used> mostNew(final int limit, final long nowNs) {
        return shares.most(limit, nowNs);
    }

    /** How many new series a sender may make within an hour. */
    public int mostNewOfSender() {
        return limits.maxNew();
    }

    /** What became of a sender's share. */
    public String usedShare() {
        return "The sender has made as many new series within an hour as engine.max_new_series allows, "
                + limits.maxNew();
    }

    /** Which limit leaves no room. */
    public String fullness() {
        return live < limits.maxSeries()
                ? "Live series have their share of the heap, " + limits.maxBytes() + " bytes; -Xmx sets the heap"
                : "There are as many series as engine.max_series allows, " + limits.maxSeries();
    }

    /**
     * As {@link #find}, for a key that came behind {@code previous}: where the same one did last time, its bytes are
     * compared and nothing is hashed.
     */
    public Series findNext(final Series previous, final DirectBuffer buffer, final int offset, final int length) {
        final Series expected = previous.next();
        if (expected != null && expected.isNamed(buffer, offset, length) && !expected.isPurged()) {
            return expected;
        }
        final Series found = find(buffer, offset, length);
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
        return live;
    }

    /** Those that were made last, the newest first; a few. */
    public List<Series> newestFirst() {
        return newest.newestFirst();
    }

    /** What they take of the heap. */
    public long bytes() {
        return bytes;
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
            count(-1, series);
            counters.increment(EngineCounter.SERIES_PURGED);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For a metric whose series was removed while it was in the ring: the series that stands for the key now, also
     * beyond the limits.
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
            if (!hasRoom(length)) {
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
        newest.add(series);
        count(1, series);
        counters.increment(EngineCounter.SERIES_CREATED);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(final int more, final Series series) {
        live += more;
        bytes += more * SeriesLimits.bytes(series.key().length);
        counters.set(EngineCounter.SERIES, live);
        counters.set(EngineCounter.SERIES_BYTES, bytes);
    }
}
