package leela.engine.batch;

import leela.engine.series.KeyHash;
import org.agrona.BitUtil;

/**
 * One key, and its newest points: those that are in no acknowledged chunk yet.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: {@link #bytes}; its points are in {@link PointBlocks}.
 * Units: times of points in steps of the storage resolution, ticks in ns.
 */
final class Head extends PointChain {

    /** A day before any. */
    static final int NEVER = -1;

    /** This object 88, its key's head 16, its places in the table, its pages, by number and in the list of keys 36. */
    private static final int OVERHEAD = 140;

    private static final byte QUEUED = 1;
    private static final byte UNLISTED = 2;
    private static final byte IDLE = 4;
    private static final byte DOCUMENTS = 8;

    private final byte[] key;
    // of the points behind the sealed ones: the links of the queue by age
    private long firstPosition;
    private long firstSeenNs;
    Head older;
    Head newer;
    private int listedDay = NEVER;
    // the log's number of its series, if of this generation
    private int number = -1;
    private byte generation;
    private byte flags;

    Head(final byte[] key) {
        this.key = key;
    }

    byte[] key() {
        return key;
    }

    /** Reckoned anew: few ask, and the table's cells hold most heads where their hashes say. */
    int hash() {
        return KeyHash.of(key);
    }

    /** What it costs in heap, its points apart. */
    int bytes() {
        return bytes(key.length);
    }

    static int bytes(final int keyLength) {
        return OVERHEAD + BitUtil.align(keyLength, Long.BYTES);
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
        return is(UNLISTED);
    }

    void unlisted(final boolean nowUnlisted) {
        set(UNLISTED, nowUnlisted);
    }

    /** Whether it stands in the queue of heads that nothing needs. */
    boolean isIdle() {
        return is(IDLE);
    }

    void idle(final boolean nowIdle) {
        set(IDLE, nowIdle);
    }

    /** Whether there are documents of its key that are not with the store. */
    boolean hasDocuments() {
        return is(DOCUMENTS);
    }

    void hasDocuments(final boolean nowHas) {
        set(DOCUMENTS, nowHas);
    }

    /** The number it has if {@link #isNumbered}. */
    int number() {
        return number;
    }

    boolean isNumbered(final int asked, final byte inGeneration) {
        return number == asked && generation == inGeneration;
    }

    void numbered(final int newNumber, final byte inGeneration) {
        number = newNumber;
        generation = inGeneration;
    }

    /** Whether it stands in the queue of full heads. */
    boolean isQueued() {
        return is(QUEUED);
    }

    void queued(final boolean nowQueued) {
        set(QUEUED, nowQueued);
    }

    /** Notes which entry of the log the unsealed points begin with. */
    void begin(final long position, final long nowNs) {
        firstPosition = position;
        firstSeenNs = nowNs;
    }

    private boolean is(final byte flag) {
        return (flags & flag) != 0;
    }

    private void set(final byte flag, final boolean isSet) {
        flags = (byte) (isSet ? flags | flag : flags & ~flag);
    }
}
