package leela.engine.batch;

import java.util.Arrays;

/**
 * Room for points, in blocks of eight that are linked in lists. The blocks lie in large arrays which stay, so that a
 * point that comes and goes is nothing to the garbage collector, however long it was held. The links lie apart, close
 * together: who follows them among the points waits for memory at each block.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: 132 bytes a block; what was once needed is kept for what comes.
 */
final class PointBlocks {

    /** Points of a block. */
    static final int POINTS = 8;
    /** No block. */
    static final int NONE = -1;

    private static final int WORDS = 2 * POINTS;
    private static final int SLAB_SHIFT = 13;
    private static final int SLAB_BLOCKS = 1 << SLAB_SHIFT;
    private static final int FIRST_SLABS = 16;

    private long[][] slabs = new long[FIRST_SLABS][];
    private int[] next = new int[SLAB_BLOCKS];
    private int made;
    private int free = NONE;
    private int used;
    private long fetched;

    /** A block that is behind no other. */
    int take() {
        used++;
        final int block = free == NONE ? make() : free;
        if (block == free) {
            free = next(block);
        }
        link(block, NONE);
        return block;
    }

    /** Gives so many linked blocks back. */
    void give(final int first, final int last, final int count) {
        used -= count;
        link(last, free);
        free = first;
    }

    /** Points there is room for in the blocks that were taken. */
    long capacity() {
        return (long) used * POINTS;
    }

    int next(final int block) {
        return next[block];
    }

    void link(final int block, final int following) {
        next[block] = following;
    }

    void put(final int block, final int index, final long timeNs, final long valueBits) {
        final long[] slab = slabs[block >>> SLAB_SHIFT];
        final int at = offset(block) + 2 * index;
        slab[at] = timeNs;
        slab[at + 1] = valueBits;
    }

    /** Adds the points {@code [from, to)} of a block to a list, those in the range of times. */
    void copy(final int block, final int from, final int to, final PointList list, final long fromNs, final long toNs) {
        final long[] slab = slabs[block >>> SLAB_SHIFT];
        final int end = offset(block) + 2 * to;
        for (int at = offset(block) + 2 * from; at < end; at += 2) {
            if (slab[at] >= fromNs && slab[at] <= toNs) {
                list.add(slab[at], slab[at + 1]);
            }
        }
    }

    /** Adds the points {@code [from, to)} of a block to a list, whatever their times. */
    void copy(final int block, final int from, final int to, final PointList list) {
        final int offset = offset(block);
        list.addPairs(slabs[block >>> SLAB_SHIFT], offset + 2 * from, offset + 2 * to);
    }

    /**
     * Reads something of each cache line of so many linked blocks. None of these reads needs another, so memory answers
     * them side by side; who copies points waits for each in turn, and that took a fifth of the batcher's time.
     */
    void fetch(final int first, final int count) {
        long read = fetched;
        int block = first;
        for (int i = 0; i < count; i++) {
            final long[] slab = slabs[block >>> SLAB_SHIFT];
            final int at = offset(block);
            read ^= slab[at] ^ slab[at + WORDS / 2] ^ slab[at + WORDS - 1];
            block = next[block];
        }
        // what has no effect is not done
        fetched = read;
    }

    private int make() {
        if (made == slabs.length * SLAB_BLOCKS) {
            slabs = Arrays.copyOf(slabs, 2 * slabs.length);
        }
        if (made == next.length) {
            next = Arrays.copyOf(next, 2 * made);
        }
        final int slab = made >>> SLAB_SHIFT;
        if (slabs[slab] == null) {
            slabs[slab] = new long[SLAB_BLOCKS * WORDS];
        }
        return made++;
    }

    private static int offset(final int block) {
        return (block & SLAB_BLOCKS - 1) * WORDS;
    }
}
