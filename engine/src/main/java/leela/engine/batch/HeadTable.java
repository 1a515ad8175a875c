package leela.engine.batch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.series.KeyHash;
import org.agrona.BitUtil;

/**
 * All heads: found by key, queued by the age of their oldest unsealed point.
 * Thread: any, holding {@link #lock}: the batcher for the length of a poll, readers for one look-up.
 * Memory: 4 bytes a cell, two to four cells a key; the heads themselves.
 */
public final class HeadTable {

    /** A head of this many points is written. */
    public static final int FULL = 1024;

    private static final int FIRST_CAPACITY = 1 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final PointBlocks blocks = new PointBlocks();
    private Head[] cells = new Head[FIRST_CAPACITY];
    private int size;
    private Head oldest;
    private Head newest;
    private final ArrayDeque<Head> full = new ArrayDeque<>();
    private long heldPoints;

    ReentrantLock lock() {
        return lock;
    }

    /** The head of a folded key, or null. */
    Head find(final byte[] key) {
        final int mask = cells.length - 1;
        final int hash = KeyHash.of(key);
        for (int i = hash & mask; cells[i] != null; i = i + 1 & mask) {
            if (cells[i].hash() == hash && Arrays.equals(cells[i].key(), key)) {
                return cells[i];
            }
        }
        return null;
    }

    /** A head for a folded key that has none. */
    Head create(final byte[] key) {
        final Head head = new Head(key, KeyHash.of(key));
        put(head);
        return head;
    }

    /** Takes a head that is in no cell. */
    void put(final Head head) {
        if (2 * ++size > cells.length) {
            refill(BitUtil.findNextPositivePowerOfTwo(4 * size));
        }
        place(cells, head);
    }

    /** Lets go of heads without points whose key the store has not seen since before {@code day}; how many. */
    int forget(final long day) {
        final int before = size;
        for (final Head head : cells) {
            if (head != null && head.count() == 0 && head.seenDay() < day) {
                // one that is new may have a document under way: it is asked again tomorrow
                head.forgotten(head.seenDay() != Head.NEVER);
                head.seen(day);
                size -= head.isForgotten() ? 1 : 0;
            }
        }
        if (size < before) {
            refill(Math.max(FIRST_CAPACITY, BitUtil.findNextPositivePowerOfTwo(2 * size + 1)));
        }
        return before - size;
    }

    void add(final Head head, final long position, final long nowNs, final long timeNs, final long valueBits) {
        final boolean isFirst = head.unsealed() == 0;
        // first: if there is no memory for the point, the head must not stand in the queue without one
        head.add(blocks, timeNs, valueBits);
        if (isFirst) {
            head.begin(position, nowNs);
            link(head);
        }
        heldPoints++;
        if (head.unsealed() >= FULL && !head.isQueued()) {
            head.queued(true);
            full.add(head);
        }
    }

    /**
     * A head whose points wait no longer, taken out of the queues: full, seen before {@code seenBeforeNs}, or of
     * entries before {@code pressedTo}; or null.
     */
    Head takeDue(final long seenBeforeNs, final long pressedTo) {
        Head due = full.poll();
        while (due != null && !due.isQueued()) {
            due = full.poll();
        }
        if (due == null
                && oldest != null
                && (oldest.firstSeenNs() - seenBeforeNs < 0 || oldest.firstPosition() < pressedTo)) {
            due = oldest;
        }
        return take(due);
    }

    /** The head whose points wait longest; or null. */
    Head takeOldest() {
        return take(oldest);
    }

    /** The sealed points of a head are with the store. */
    void release(final Head head) {
        final int before = head.count();
        head.release(blocks);
        heldPoints -= before - head.count();
    }

    /** Position of the oldest entry that is in no write, or {@code otherwise}. */
    long firstPosition(final long otherwise) {
        return oldest == null ? otherwise : oldest.firstPosition();
    }

    /** When the oldest point that is in no write was seen, or {@code otherwise}. */
    long firstSeenNs(final long otherwise) {
        return oldest == null ? otherwise : oldest.firstSeenNs();
    }

    long heldPoints() {
        return heldPoints;
    }

    /** Points there is room for in the blocks in use: what memory is measured by. */
    long capacity() {
        return blocks.capacity();
    }

    PointBlocks blocks() {
        return blocks;
    }

    /** It is sealed at once. One that is still in the queue of full ones is passed over there. */
    private Head take(final Head head) {
        if (head != null) {
            unlink(head);
            head.queued(false);
            head.seal();
        }
        return head;
    }

    private void link(final Head head) {
        head.older = newest;
        head.newer = null;
        if (newest == null) {
            oldest = head;
        } else {
            newest.newer = head;
        }
        newest = head;
    }

    private void unlink(final Head head) {
        if (head.older == null) {
            oldest = head.newer;
        } else {
            head.older.newer = head.newer;
        }
        if (head.newer == null) {
            newest = head.older;
        } else {
            head.newer.older = head.older;
        }
        head.older = null;
        head.newer = null;
    }

    private void refill(final int newCapacity) {
        final Head[] old = cells;
        cells = new Head[newCapacity];
        for (final Head head : old) {
            if (head != null && !head.isForgotten()) {
                place(cells, head);
            }
        }
    }

    private static void place(final Head[] cells, final Head head) {
        final int mask = cells.length - 1;
        int i = head.hash() & mask;
        while (cells[i] != null) {
            i = i + 1 & mask;
        }
        cells[i] = head;
    }
}
