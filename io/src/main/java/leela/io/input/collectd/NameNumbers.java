package leela.io.input.collectd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static leela.io.input.collectd.wire.CollectdDescriptor.MAX_NAME_LENGTH;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Numbers for names where they lie in a packet: equal numbers mean equal bytes. A name that had to make room for
 * another one gets a new number when it comes again, never one that was given before.
 * Thread: its decoder's.
 * Memory: 136 KiB at construction, twice as much with each growth up to 8.5 MiB; nothing per look-up.
 */
final class NameNumbers {

    /** The number of the empty name. */
    static final int EMPTY = 0;
    /** For names that are too long to be kept. */
    static final int NONE = -1;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int MAX_CAPACITY = 1 << 16;
    /** Cells in which a name may stand. */
    private static final int PROBES = 4;
    /** Numbers are given anew well before they run out: a datagram holds fewer names than this. */
    private static final int RESERVE = 1 << 16;

    private static final int WORDS = (MAX_NAME_LENGTH + Long.BYTES) / Long.BYTES;
    /** A cell: its number and the length of its name in one word, then the name's words; all zero where it is free. */
    private static final int STRIDE = 1 + WORDS;

    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private final long[] name = new long[WORDS];
    private long[] cells = new long[FIRST_CAPACITY * STRIDE];
    private int mask = FIRST_CAPACITY - 1;
    private int last = EMPTY;

    /** Whether {@link #clear} is due, between two packets. */
    boolean isSpent() {
        return last >= Integer.MAX_VALUE - RESERVE;
    }

    /** Forgets all names, and begins to count anew: numbers of before mean nothing any more. */
    void clear() {
        Arrays.fill(cells, 0);
        last = EMPTY;
    }

    /**
     * The number of a name of {@code length} bytes; {@link #NONE} where it is longer than collectd's are.
     *
     * @param offset of the name, behind the four bytes of a part's header at least
     */
    int of(final DirectBuffer packet, final int offset, final int length) {
        if (length == 0) {
            return EMPTY;
        }
        if (length > MAX_NAME_LENGTH) {
            return NONE;
        }
        final int words = read(packet, offset, length);
        final int start = hash(name, 0, words, length);
        for (int i = 0; i < PROBES; i++) {
            final int cell = (start + i & mask) * STRIDE;
            if ((int) cells[cell] == length && isName(cell + 1, words)) {
                return (int) (cells[cell] >>> Integer.SIZE);
            }
        }
        return add(start, words, length);
    }

    /** Brings the name into words, the last of which overlaps what is before it. */
    private int read(final DirectBuffer packet, final int offset, final int length) {
        final int end = offset + length;
        if (length < Integer.BYTES) {
            name[0] = Integer.toUnsignedLong(packet.getInt(end - Integer.BYTES, LITTLE_ENDIAN))
                    >>> (Integer.BYTES - length) * Byte.SIZE;
            return 1;
        }
        if (length < Long.BYTES) {
            name[0] = packet.getLong(end - Long.BYTES, LITTLE_ENDIAN) >>> (Long.BYTES - length) * Byte.SIZE;
            return 1;
        }
        int words = 0;
        for (int i = offset; i < end - Long.BYTES; i += Long.BYTES) {
            name[words++] = packet.getLong(i, LITTLE_ENDIAN);
        }
        name[words++] = packet.getLong(end - Long.BYTES, LITTLE_ENDIAN);
        return words;
    }

    private boolean isName(final int at, final int words) {
        for (int i = 0; i < words; i++) {
            if (cells[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private int add(final int start, final int words, final int length) {
        int cell = freeCell(cells, start);
        while (cell < 0 && mask + 1 < MAX_CAPACITY) {
            grow();
            cell = freeCell(cells, start);
        }
        if (cell < 0) {
            cell = (start + last % PROBES & mask) * STRIDE;
        }
        last++;
        cells[cell] = (long) last << Integer.SIZE | length;
        System.arraycopy(name, 0, cells, cell + 1, words);
        return last;
    }

    private void grow() {
        final long[] grown = new long[2 * cells.length];
        mask = 2 * mask + 1;
        for (int cell = 0; cell < cells.length; cell += STRIDE) {
            final int length = (int) cells[cell];
            if (length != 0) {
                final int free = freeCell(grown, hash(cells, cell + 1, (length + Long.BYTES - 1) / Long.BYTES, length));
                if (free >= 0) {
                    System.arraycopy(cells, cell, grown, free, STRIDE);
                }
            }
        }
        cells = grown;
    }

    /** Where a free cell is among those for this hash, or -1. */
    private int freeCell(final long[] in, final int start) {
        for (int i = 0; i < PROBES; i++) {
            final int cell = (start + i & mask) * STRIDE;
            if (in[cell] == 0) {
                return cell;
            }
        }
        return -1;
    }

    /**
     * Its lower bits depend on all bits of all words: most names that are alike differ in their last byte, which is a
     * word's uppermost.
     */
    private static int hash(final long[] words, final int from, final int count, final int length) {
        long hash = length;
        for (int i = from; i < from + count; i++) {
            hash = (hash ^ words[i]) * FACTOR;
            hash ^= hash >>> Integer.SIZE;
        }
        return (int) (hash * FACTOR >>> Integer.SIZE);
    }
}
