package leela.engine.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import leela.engine.chunk.ShortDecimal;

/**
 * Room for points, in blocks of 32 bytes that are linked in rings, each known by its last block. The blocks lie in
 * large arrays which stay, so that a point that comes and goes is nothing to the garbage collector, however long it was
 * held. The links lie apart, close together: who follows them among the points waits for memory at each block.
 * Points are packed as they come, see {@link PointTag}: one each 10 s takes 2 to 4 bytes where a time and a double
 * would be 16. Writing each key's points sooner instead would cost as many times more writes, and merges of them.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: 36 bytes and a bit a block; what was once needed is kept for what comes.
 * Units: times in steps of the storage resolution, until they are copied.
 */
final class PointBlocks {

    /** Bytes of a block. */
    static final int BYTES = 32;
    /** No block. */
    static final int NONE = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LAST_WORD = BYTES - Long.BYTES;
    private static final long[] MASKS = {
        0, 0xff, 0xffff, 0xff_ffff, 0xffff_ffffL, 0xff_ffff_ffffL, 0xffff_ffff_ffffL, 0xff_ffff_ffff_ffffL, -1
    };

    private static final int COST = BYTES + Integer.BYTES;
    private static final int SLAB_SHIFT = 13;
    private static final int SLAB_BLOCKS = 1 << SLAB_SHIFT;
    private static final int SLAB_WORDS = SLAB_BLOCKS / Long.SIZE;
    private static final int FIRST_SLABS = 16;

    private final long unitNs;
    private byte[][] slabs = new byte[FIRST_SLABS][];
    private int[][] links = new int[FIRST_SLABS][];
    /** A bit for each block, set where it is free. */
    private long[] free = new long[FIRST_SLABS * SLAB_WORDS];

    private int made;
    private int used;
    /** The word where the next free block is looked for. */
    private int word;

    private long fetched;

    PointBlocks(final long unitNs) {
        this.unitNs = unitNs;
    }

    /**
     * A block that is a ring of its own. Of the free ones it is the next in memory, since who comes one after the other
     * with new points does so again; where few are free it is a new one, so that nobody looks for long.
     */
    int take() {
        final int block = (long) (made - used) * Long.SIZE < made || made == used ? make() : nextFree();
        used++;
        link(block, block);
        return block;
    }

    private int nextFree() {
        while (free[word] == 0) {
            word++;
            if (word * Long.SIZE >= made) {
                word = 0;
            }
        }
        final int block = word * Long.SIZE + Long.numberOfTrailingZeros(free[word]);
        free[word] &= free[word] - 1;
        return block;
    }

    /** Gives the blocks of a ring back. */
    void give(final int last) {
        int block = last;
        do {
            block = next(block);
            free[block / Long.SIZE] |= 1L << block;
            used--;
        } while (block != last);
    }

    /** How many blocks a ring has. */
    int length(final int last) {
        int length = 1;
        for (int block = next(last); block != last; block = next(block)) {
            length++;
        }
        return length;
    }

    /** What the blocks that were taken cost. */
    long bytes() {
        return (long) used * COST;
    }

    /** What a ring costs. */
    long bytes(final int last) {
        return (long) length(last) * COST;
    }

    /** Puts the second ring behind the first. The first block of the one is then behind the last of the other. */
    void join(final int last, final int otherLast) {
        final int first = next(last);
        link(last, next(otherLast));
        link(otherLast, first);
    }

    int next(final int block) {
        return links[block >>> SLAB_SHIFT][block & SLAB_BLOCKS - 1];
    }

    private void link(final int block, final int following) {
        links[block >>> SLAB_SHIFT][block & SLAB_BLOCKS - 1] = following;
    }

    /**
     * Puts the lowest bytes of a number into a block, for which there is room; where the next one goes. What was behind
     * them is lost. No branch waits for what the block or the head says: of a hundred thousand heads each is a wait for
     * memory, and only those that nothing depends on are waited for side by side.
     */
    int put(final int block, final int at, final long number, final int bytes) {
        final byte[] slab = slabs[block >>> SLAB_SHIFT];
        final int word = Math.min(at, LAST_WORD);
        final int shift = (at - word) * Byte.SIZE;
        final int index = offset(block) + word;
        LONGS.set(slab, index, (long) LONGS.get(slab, index) & (1L << shift) - 1 | number << shift);
        return at + bytes;
    }

    /** Adds the first so many points of a ring to a list, in the order they came: those in the range of times. */
    void copy(final int last, final int count, final PointList list, final long fromNs, final long toNs) {
        int block = last;
        byte[] slab = {};
        int at = 0;
        int end = 0;
        int left = count;
        long time = 0;
        int step = 0;
        long bits = 0;
        int scale = 0;
        while (left > 0) {
            final int tag = at == end ? PointTag.END : slab[at++] & 0xff;
            if (tag == PointTag.END) {
                block = next(block);
                slab = slabs[block >>> SLAB_SHIFT];
                at = offset(block);
                end = at + BYTES;
                continue;
            }
            if (tag == PointTag.BEGIN) {
                time = 0;
                step = 0;
                bits = 0;
                scale = 0;
                continue;
            }
            final int timeBytes = PointTag.timeBytes(tag >>> PointTag.TIME_SHIFT);
            final long later = step + PointTag.unzigzag(number(slab, at, timeBytes));
            at += timeBytes;
            time += later;
            step = PointTag.kept(later);

            final int code = tag & PointTag.VALUE_MASK;
            if (code == PointTag.SCALE) {
                final int bytes = slab[at] & PointTag.SCALE_BYTES;
                scale = (slab[at] & 0xff) >>> PointTag.SCALE_SHIFT;
                bits = decimal(bits, scale, number(slab, at + 1, bytes));
                at += 1 + bytes;
            } else if (code > PointTag.HIGH) {
                final int bytes = code - PointTag.HIGH;
                bits ^= number(slab, at, bytes) << PointTag.HIGH_SHIFT;
                at += bytes;
            } else if (code > PointTag.LOW) {
                final int bytes = code - PointTag.LOW;
                bits ^= number(slab, at, bytes);
                at += bytes;
            } else if (code != PointTag.SAME) {
                final int bytes = code - PointTag.DECIMAL;
                bits = decimal(bits, scale, number(slab, at, bytes));
                at += bytes;
            }
            left--;
            final long timeNs = time * unitNs;
            if (timeNs >= fromNs && timeNs <= toNs) {
                list.add(timeNs, bits);
            }
        }
    }

    private static long decimal(final long lastBits, final int scale, final long more) {
        return ShortDecimal.bits(ShortDecimal.integer(lastBits, scale) + PointTag.unzigzag(more), scale);
    }

    private static long number(final byte[] slab, final int at, final int bytes) {
        return (long) LONGS.get(slab, at) & MASKS[bytes];
    }

    /**
     * Reads something of each block of a ring. None of these reads needs another, so memory answers them side by side;
     * who copies points waits for each in turn, and that took a fifth of the batcher's time.
     */
    void fetch(final int last) {
        long read = fetched;
        int block = last;
        do {
            block = next(block);
            read ^= slabs[block >>> SLAB_SHIFT][offset(block)];
        } while (block != last);
        // what has no effect is not done
        fetched = read;
    }

    private int make() {
        final int slab = made >>> SLAB_SHIFT;
        if (slab == slabs.length) {
            final byte[][] more = Arrays.copyOf(slabs, 2 * slab);
            free = Arrays.copyOf(free, 2 * slab * SLAB_WORDS);
            links = Arrays.copyOf(links, 2 * slab);
            slabs = more;
        }
        if (slabs[slab] == null) {
            final int[] linksOfSlab = new int[SLAB_BLOCKS];
            slabs[slab] = new byte[SLAB_BLOCKS * BYTES + Long.BYTES];
            links[slab] = linksOfSlab;
        }
        return made++;
    }

    private static int offset(final int block) {
        return (block & SLAB_BLOCKS - 1) * BYTES;
    }
}
