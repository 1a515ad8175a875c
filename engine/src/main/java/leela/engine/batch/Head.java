package leela.engine.batch;

import org.agrona.BitUtil;

/**
 * One key, and its newest points: those that are in no acknowledged chunk yet, in the order they came.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: {@link #bytes}; its points are in {@link PointBlocks}.
 * Units: times epoch ns at the storage resolution.
 */
final class Head {

    /** A day before any. */
    static final int NEVER = -1;

    /** This object 96, its key's head 16, its places in the table, by number, and in the list of keys 32. */
    private static final int OVERHEAD = 144;

    private final byte[] key;
    private final int hash;
    // a list of blocks; the first points of the first one may be gone already
    private int firstBlock = PointBlocks.NONE;
    private int lastBlock = PointBlocks.NONE;
    private int beforeLast = PointBlocks.NONE;
    // the block of the last sealed point, and the one before it
    private int sealedBlock = PointBlocks.NONE;
    private int beforeSealed = PointBlocks.NONE;
    private int start;
    private int count;
    private int sealed;

    // of the points behind the sealed ones: the links of the queue by age
    private long firstPosition;
    private long firstSeenNs;
    Head older;
    Head newer;
    private boolean isQueued;
    private int listedDay = NEVER;
    private boolean isUnlisted;
    private boolean isIdle;
    private int documents;
    // the log's number of its series, if of this generation
    private int number = -1;
    private int generation;

    Head(final byte[] key, final int hash) {
        this.key = key;
        this.hash = hash;
    }

    byte[] key() {
        return key;
    }

    int hash() {
        return hash;
    }

    /** What it costs in heap, its points apart. */
    int bytes() {
        return bytes(key.length);
    }

    static int bytes(final int keyLength) {
        return OVERHEAD + BitUtil.align(keyLength, Long.BYTES);
    }

    /** Points held, sealed ones too. */
    int count() {
        return count;
    }

    /** Points that no write in hand takes along. */
    int unsealed() {
        return count - sealed;
    }

    /** Whether a write in hand takes no points of it along. */
    boolean isUnsealed() {
        return sealed == 0;
    }

    /** Points there is room for in its blocks. */
    int capacity() {
        return (start + count + PointBlocks.POINTS - 1) / PointBlocks.POINTS * PointBlocks.POINTS;
    }

    long firstPosition() {
        return firstPosition;
    }

    long firstSeenNs() {
        return firstSeenNs;
    }

    /** The last day that the key was written to the store's list; -1 before the first. */
    long listedDay() {
        return listedDay;
    }

    void listed(final long day) {
        listedDay = (int) day;
    }

    /** Whether it stands among those whose keys the store does not list yet. */
    boolean isUnlisted() {
        return isUnlisted;
    }

    void unlisted(final boolean nowUnlisted) {
        isUnlisted = nowUnlisted;
    }

    /** Whether it stands in the queue of heads that nothing needs. */
    boolean isIdle() {
        return isIdle;
    }

    void idle(final boolean nowIdle) {
        isIdle = nowIdle;
    }

    /** Documents of its key that are not with the store. */
    int documents() {
        return documents;
    }

    void documents(final int newDocuments) {
        documents = newDocuments;
    }

    /** The number it has if {@link #isNumbered}. */
    int number() {
        return number;
    }

    boolean isNumbered(final int asked, final int inGeneration) {
        return number == asked && generation == inGeneration;
    }

    void numbered(final int newNumber, final int inGeneration) {
        number = newNumber;
        generation = inGeneration;
    }

    /** Whether it stands in the queue of full heads. */
    boolean isQueued() {
        return isQueued;
    }

    void queued(final boolean nowQueued) {
        isQueued = nowQueued;
    }

    /** Notes which entry of the log the unsealed points begin with. */
    void begin(final long position, final long nowNs) {
        firstPosition = position;
        firstSeenNs = nowNs;
    }

    void add(final PointBlocks blocks, final long timeNs, final long valueBits) {
        final int index = (start + count) % PointBlocks.POINTS;
        if (index == 0) {
            append(blocks);
        }
        blocks.put(lastBlock, index, timeNs, valueBits);
        count++;
    }

    private void append(final PointBlocks blocks) {
        final int block = blocks.take();
        if (firstBlock == PointBlocks.NONE) {
            firstBlock = block;
        } else {
            blocks.link(lastBlock, block);
        }
        beforeLast = lastBlock;
        lastBlock = block;
    }

    /** Copies all points from {@code fromNs} to {@code toNs}, in the order they came. */
    void copyTo(final PointBlocks blocks, final PointList list, final long fromNs, final long toNs) {
        list.expect(count);
        copy(blocks, list, count, fromNs, toNs);
    }

    /** A write takes along all points that are here now. */
    void seal() {
        sealed = count;
        sealedBlock = lastBlock;
        beforeSealed = beforeLast;
    }

    /** Copies the sealed points, in the order they came. */
    void copySealed(final PointBlocks blocks, final PointList list) {
        blocks.fetch(firstBlock, capacity() / PointBlocks.POINTS);
        copy(blocks, list, sealed, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private void copy(
            final PointBlocks blocks, final PointList list, final int points, final long fromNs, final long toNs) {
        final boolean isAll = fromNs == Long.MIN_VALUE && toNs == Long.MAX_VALUE;
        int block = firstBlock;
        for (int base = 0; base < start + points; base += PointBlocks.POINTS) {
            final int low = Math.max(start - base, 0);
            final int high = Math.min(start + points - base, PointBlocks.POINTS);
            if (low < high && isAll) {
                blocks.copy(block, low, high, list);
            } else if (low < high) {
                blocks.copy(block, low, high, list, fromNs, toNs);
            }
            block = blocks.next(block);
        }
    }

    /**
     * The sealed points are with the store. Their blocks go as the list they are: walking it would cost as much as
     * writing them did.
     */
    void release(final PointBlocks blocks) {
        final int gone = start + sealed;
        count -= sealed;
        sealed = 0;
        start = count == 0 ? 0 : gone % PointBlocks.POINTS;
        final int whole = (count == 0 ? gone + PointBlocks.POINTS - 1 : gone) / PointBlocks.POINTS;
        if (whole > 0) {
            final int last = start == 0 ? sealedBlock : beforeSealed;
            final int next = blocks.next(last);
            blocks.give(firstBlock, last, whole);
            firstBlock = next;
        }
        if (count == 0) {
            firstBlock = PointBlocks.NONE;
            lastBlock = PointBlocks.NONE;
        }
    }
}
