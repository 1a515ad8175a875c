package leela.engine.history;

/**
 * One key, and its newest points: those that are in no acknowledged chunk yet, in the order they came.
 * Thread: under the lock of {@link Heads}.
 * Memory: about 150 bytes with its key, and 16 a point; the array grows by doubling and is given back when written.
 * Units: times epoch ns at the storage resolution.
 */
final class Head {

    /** A day before any. */
    static final int NEVER = -1;

    private final byte[] key;
    private final int hash;
    /** Time and bits by turns: a point that comes touches one place in memory. */
    private long[] points = PointArrays.none();
    private int count;
    private int sealed;

    // of the points behind the sealed ones: the links of the queue by age
    private long firstPosition;
    private long firstSeenNs;
    Head older;
    Head newer;
    private boolean isQueued;
    private int listedDay = NEVER;
    private int seenDay = NEVER;
    private boolean isForgotten;

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

    /** Points held, sealed ones too. */
    int count() {
        return count;
    }

    /** Points that no write in hand takes along. */
    int unsealed() {
        return count - sealed;
    }

    int capacity() {
        return points.length / 2;
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
        seenDay = (int) day;
    }

    /** The last day that the store was known to have something of the key. */
    long seenDay() {
        return seenDay;
    }

    void seen(final long day) {
        seenDay = Math.max(seenDay, (int) day);
    }

    /** Whether it stands in no table any more; a log that numbered its series long ago may still hold it. */
    boolean isForgotten() {
        return isForgotten;
    }

    void forgotten(final boolean isNow) {
        isForgotten = isNow;
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

    void add(final long timeNs, final long valueBits, final PointArrays arrays) {
        if (2 * count == points.length) {
            points = arrays.exchange(points, 0, 2 * count, 2 * count + 2);
        }
        points[2 * count] = timeNs;
        points[2 * count++ + 1] = valueBits;
    }

    /** Copies all points from {@code fromNs} to {@code toNs}, in the order they came. */
    void copyTo(final PointList list, final long fromNs, final long toNs) {
        for (int i = 0; i < count; i++) {
            if (points[2 * i] >= fromNs && points[2 * i] <= toNs) {
                list.add(points[2 * i], points[2 * i + 1]);
            }
        }
    }

    /** Copies the unsealed points and seals them: a write takes them along. */
    void sealTo(final PointList list) {
        for (int i = sealed; i < count; i++) {
            list.add(points[2 * i], points[2 * i + 1]);
        }
        sealed = count;
    }

    /** The sealed points are with the store. */
    void release(final PointArrays arrays) {
        final int left = count - sealed;
        if (left == 0) {
            arrays.give(points);
            points = PointArrays.none();
        } else {
            points = arrays.exchange(points, 2 * sealed, 2 * count, 2 * left);
        }
        count = left;
        sealed = 0;
    }
}
