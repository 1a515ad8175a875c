package leela.io.input;

import java.util.Arrays;
import leela.engine.runtime.HeapShare;
import leela.engine.series.KeyHash;
import leela.engine.series.Series;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Series by the very bytes by which a client names them, so that their keys need not be made and looked up again: such
 * as all labels of a series, as they stand in a request. What is not here is not lost, it only costs more. What came
 * behind the same bytes last time is compared first, and then nothing is hashed.
 * Thread: its reader's.
 * Memory: 32 MiB or a 128th of the heap, some 200 bytes a series; nothing per look-up. When it is full it takes nothing
 * more, until most of what it holds is no longer asked for. Keeps a purged series until then.
 */
public final class RawSeries {

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final long MOST_BYTES = 32L << 20;
    private static final int HEAP_PARTS = 4;
    /** An entry, its cell and the head of its array. */
    private static final int ENTRY_BYTES = 72;
    /** Looks for each entry, in which a half of them should be found. */
    private static final int LOOKS_AN_ENTRY = 64;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    private final long mostBytes;
    private Entry[] cells = new Entry[FIRST_CAPACITY];
    /** The first is none. */
    private Entry last = new Entry(new byte[0], 0, null);

    private int count;
    private long bytes;
    private long looks;
    private long hits;

    private static final class Entry {
        private final byte[] name;
        private final int hash;
        private Series series;
        private Entry next;

        private Entry(final byte[] name, final int hash, final Series series) {
            this.name = name;
            this.hash = hash;
            this.series = series;
        }

        private boolean isNamed(final byte[] in, final int from, final int to) {
            return name.length == to - from && Arrays.equals(name, 0, name.length, in, from, to);
        }
    }

    public RawSeries() {
        this(Math.min(MOST_BYTES, HeapShare.WINDOWS.bytes() / HEAP_PARTS));
    }

    RawSeries(final long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** How many series are known. */
    int size() {
        return count;
    }

    /** The series of the bytes {@code [from, to)}, or null. */
    public Series find(final byte[] in, final int from, final int to) {
        looks++;
        final Entry expected = last.next;
        final Entry found = expected != null && expected.isNamed(in, from, to)
                ? expected
                : lookUp(in, from, to, hash(in, from, to));
        if (found == null || found.series.isPurged()) {
            return null;
        }
        hits++;
        last.next = found;
        last = found;
        return found.series;
    }

    /** Remembers the series of these bytes, if there is room. */
    public void put(final byte[] in, final int from, final int to, final Series series) {
        final int hash = hash(in, from, to);
        final Entry known = lookUp(in, from, to, hash);
        if (known != null) {
            known.series = series;
            return;
        }
        if (bytes + ENTRY_BYTES + to - from > mostBytes) {
            clearIfUnused();
            return;
        }
        if (2 * (count + 1) > cells.length) {
            grow();
        }
        place(new Entry(Arrays.copyOfRange(in, from, to), hash, series));
        count++;
        bytes += ENTRY_BYTES + to - from;
    }

    private int hash(final byte[] in, final int from, final int to) {
        buffer.wrap(in);
        return KeyHash.of(buffer, from, to - from);
    }

    private Entry lookUp(final byte[] in, final int from, final int to, final int hash) {
        final int mask = cells.length - 1;
        for (int i = hash & mask; cells[i] != null; i = i + 1 & mask) {
            if (cells[i].hash == hash && cells[i].isNamed(in, from, to)) {
                return cells[i];
            }
        }
        return null;
    }

    private void place(final Entry entry) {
        final int mask = cells.length - 1;
        int i = entry.hash & mask;
        while (cells[i] != null) {
            i = i + 1 & mask;
        }
        cells[i] = entry;
    }

    private void grow() {
        final Entry[] old = cells;
        cells = new Entry[2 * old.length];
        for (final Entry entry : old) {
            if (entry != null) {
                place(entry);
            }
        }
    }

    private void clearIfUnused() {
        if (looks < (long) LOOKS_AN_ENTRY * count) {
            return;
        }
        if (hits < count / 2) {
            Arrays.fill(cells, null);
            last = new Entry(new byte[0], 0, null);
            count = 0;
            bytes = 0;
        }
        looks = 0;
        hits = 0;
    }
}
