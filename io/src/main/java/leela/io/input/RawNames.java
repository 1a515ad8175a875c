package leela.io.input;

import java.util.Arrays;
import leela.engine.runtime.HeapShare;
import leela.engine.series.KeyHash;
import org.agrona.DirectBuffer;

/**
 * Series, or several that belong together, by the very bytes by which a client names them, so that their keys need not
 * be made and looked up again: such as all labels of a series, as they stand in a request. What is not here is not
 * lost, it only costs more. What came behind the same bytes last time is compared first, and then nothing is hashed.
 * Thread: its reader's.
 * Memory: 32 MiB or a 192nd of the heap, some 200 bytes a name; nothing per look-up. When it is full it takes nothing
 * more, until most of what it holds is no longer asked for. Keeps purged series until then.
 */
public final class RawNames<V> {

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final long MOST_BYTES = 32L << 20;
    /** Of the share of windows: five inputs may have one each, which is less than the rest of the heap. */
    private static final int HEAP_PARTS = 6;
    /** An entry, its cell and the head of its array. */
    private static final int ENTRY_BYTES = 72;
    /** Looks for each entry, in which a half of them should be found. */
    private static final int LOOKS_AN_ENTRY = 64;

    private final long mostBytes;
    private Entry<V>[] cells = cells(FIRST_CAPACITY);
    /** The first is none. */
    private Entry<V> last = new Entry<>(new byte[0], 0, null, 0);

    private int count;
    private long bytes;
    private long looks;
    private long hits;

    private static final class Entry<V> {
        private final byte[] name;
        private final int hash;
        private V value;
        private int valueBytes;
        private Entry<V> next;

        private Entry(final byte[] name, final int hash, final V value, final int valueBytes) {
            this.name = name;
            this.hash = hash;
            this.value = value;
            this.valueBytes = valueBytes;
        }

        private boolean isNamed(final DirectBuffer in, final int from, final int to) {
            return name.length == to - from && isAt(name, in, from);
        }
    }

    public RawNames() {
        this(Math.min(MOST_BYTES, HeapShare.WINDOWS.bytes() / HEAP_PARTS));
    }

    RawNames(final long mostBytes) {
        this.mostBytes = mostBytes;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> Entry<V>[] cells(final int capacity) {
        return new Entry[capacity];
    }

    /** Whether these bytes stand there, with room for them. */
    public static boolean isAt(final byte[] name, final DirectBuffer in, final int at) {
        final byte[] bytes = in.byteArray();
        if (bytes == null) {
            return KeyHash.isEqual(name, in, at, name.length);
        }
        final int from = in.wrapAdjustment() + at;
        return Arrays.equals(name, 0, name.length, bytes, from, from + name.length);
    }

    /** How many names are known. */
    int size() {
        return count;
    }

    /** What the bytes {@code [from, to)} name, or null. */
    public V find(final DirectBuffer in, final int from, final int to) {
        final Entry<V> expected = last.next;
        return found(
                expected != null && expected.isNamed(in, from, to)
                        ? expected
                        : lookUp(in, from, to, KeyHash.of(in, from, to - from)));
    }

    /**
     * What is named there if it is what came next the last time, or null: nothing is known then of what is there. The
     * name ends before {@code limit}, {@link #length} bytes on.
     */
    public V findExpected(final DirectBuffer in, final int from, final int limit) {
        final V expected = expected(in, from, limit);
        if (expected != null) {
            pass();
        }
        return expected;
    }

    /** As {@link #findExpected}, but what is named there stays expected until it is {@link #pass passed}. */
    public V expected(final DirectBuffer in, final int from, final int limit) {
        final Entry<V> expected = last.next;
        final int to = expected == null ? limit : from + expected.name.length;
        return to < limit && expected.isNamed(in, from, to) ? expected.value : null;
    }

    /** Of the name that is expected, where one is. */
    public int expectedLength() {
        return last.next.name.length;
    }

    /** What is expected has come. */
    public void pass() {
        looks++;
        hits++;
        last = last.next;
    }

    /** Of the name that was found last. */
    public int length() {
        return last.name.length;
    }

    private V found(final Entry<V> found) {
        looks++;
        if (found == null) {
            return null;
        }
        hits++;
        last.next = found;
        last = found;
        return found.value;
    }

    /** Remembers what these bytes name, and takes so many bytes for it, if there is room. */
    public void put(final DirectBuffer in, final int from, final int to, final V value, final int valueBytes) {
        final int hash = KeyHash.of(in, from, to - from);
        final Entry<V> known = lookUp(in, from, to, hash);
        final int more = known == null ? ENTRY_BYTES + to - from + valueBytes : valueBytes - known.valueBytes;
        if (bytes + more > mostBytes) {
            clearIfUnused();
            return;
        }
        bytes += more;
        if (known != null) {
            known.value = value;
            known.valueBytes = valueBytes;
            return;
        }
        if (2 * (count + 1) > cells.length) {
            grow();
        }
        final byte[] name = new byte[to - from];
        in.getBytes(from, name);
        place(new Entry<>(name, hash, value, valueBytes));
        count++;
    }

    private Entry<V> lookUp(final DirectBuffer in, final int from, final int to, final int hash) {
        final int mask = cells.length - 1;
        for (int i = hash & mask; cells[i] != null; i = i + 1 & mask) {
            if (cells[i].hash == hash && cells[i].isNamed(in, from, to)) {
                return cells[i];
            }
        }
        return null;
    }

    private void place(final Entry<V> entry) {
        final int mask = cells.length - 1;
        int i = entry.hash & mask;
        while (cells[i] != null) {
            i = i + 1 & mask;
        }
        cells[i] = entry;
    }

    private void grow() {
        final Entry<V>[] old = cells;
        cells = cells(2 * old.length);
        for (final Entry<V> entry : old) {
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
            last = new Entry<>(new byte[0], 0, null, 0);
            count = 0;
            bytes = 0;
        }
        looks = 0;
        hits = 0;
    }
}
