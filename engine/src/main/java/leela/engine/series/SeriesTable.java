package leela.engine.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * From key bytes to series, read without locks by any number of producers. It is many small tables that grow one after
 * another, each at another fill: one of a million series would keep everybody waiting for a tenth of a second, while
 * its series are put into new cells.
 * Thread: look-ups any; a new key, a removal and a growth take the one lock.
 * Memory: nothing for a known key; a new one costs its series, a copy of its bytes and its place; a fifth to a half of
 * the cells is used.
 * Errors: a new key beyond the limits gives null; known ones go on.
 */
public final class SeriesTable {

    private static final VarHandle PART = MethodHandles.arrayElementVarHandle(Cells[].class);

    /** As many parts as this many bits tell apart, the first of a hash; the last tell its cell. */
    private static final int PART_BITS = 8;

    private static final int PARTS = 1 << PART_BITS;
    private static final int FIRST_CAPACITY = 1 << 4;
    /** Of 2,048 cells of the first part so many may be used, of each further part one more, of the last nearly half. */
    private static final int FIRST_FILL = 768;

    private static final int FILL_OF = 2048;

    private final SeriesLimits limits;
    private final SenderShares shares;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final ObjectPages<Series> pages = new ObjectPages<>();
    private final NewestSeries newest = new NewestSeries();
    /** Read and written through {@link #PART}. */
    private final Cells[] parts = new Cells[PARTS];

    // written under the lock
    private volatile int live;
    private volatile long bytes;

    /** One that is bounded by the number of its series alone. */
    public SeriesTable(final int maxSeries, final Counters counters) {
        this(SeriesLimits.ofNumber(maxSeries), counters);
    }

    public SeriesTable(final SeriesLimits limits, final Counters counters) {
        this.limits = limits;
        Arrays.setAll(parts, i -> new Cells(pages, FIRST_CAPACITY));
        shares = new SenderShares(limits.maxNew());
        this.counters = counters;
        counters.set(EngineCounter.SERIES_MOST, limits.maxSeries());
        counters.set(EngineCounter.SERIES_MOST_BYTES, limits.maxBytes());
        counters.set(EngineCounter.SERIES_MOST_NEW, limits.maxNew());
    }

    /** The series of a key, made if new; null if it is new and there is no {@link #hasRoom room}. */
    public Series findOrCreate(final DirectBuffer buffer, final int offset, final int length) {
        final int hash = KeyHash.of(buffer, offset, length);
        final Series known = part(hash).find(hash, buffer, offset, length);
        return known != null ? known : create(hash, buffer, offset, length);
    }

    private Cells part(final int hash) {
        return (Cells) PART.getAcquire(parts, hash >>> Integer.SIZE - PART_BITS);
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
        final int hash = KeyHash.of(buffer, offset, length);
        return part(hash).find(hash, buffer, offset, length);
    }

    /**
     * The same bytes: those of the series' key where there is one, else {@code key} itself. Who keeps keys need not
     * keep a second copy of each.
     */
    public byte[] sharedKey(final byte[] key) {
        final Series series = find(new UnsafeBuffer(key), 0, key.length);
        return series == null ? key : series.key();
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

    /** The bound of {@link #visit}'s range, of which each series has a place as long as it is here. It grows. */
    public int places() {
        return pages.end();
    }

    /** Shows the series in the places {@code [from, from + count)}, as far as there are such places. */
    public void visit(final int from, final int count, final Consumer<Series> visitor) {
        final int to = (int) Math.min(pages.end(), (long) from + count);
        for (int place = from; place < to; place++) {
            final Series series = pages.at(place);
            if (series != null) {
                visitor.accept(series);
            }
        }
    }

    /** Number of cells. */
    int capacity() {
        int capacity = 0;
        for (int i = 0; i < PARTS; i++) {
            capacity += ((Cells) PART.getAcquire(parts, i)).capacity();
        }
        return capacity;
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
            if (!part(series.hash()).remove(series)) {
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
            final Series successor = part(removed.hash()).twinOf(removed);
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
            final Series known = part(hash).find(hash, buffer, offset, length);
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
        final int part = series.hash() >>> Integer.SIZE - PART_BITS;
        Cells cells = parts[part];
        if (cells.used() >= (long) cells.capacity() * (FIRST_FILL + part) / FILL_OF) {
            cells = cells.rebuilt(Math.max(FIRST_CAPACITY, BitUtil.findNextPositivePowerOfTwo(4 * cells.live())));
            PART.setRelease(parts, part, cells);
        }
        cells.place(series.hash(), pages.add(series));
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
