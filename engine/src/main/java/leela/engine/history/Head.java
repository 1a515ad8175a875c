package leela.engine.history;

import java.util.Arrays;

/**
 * One key, and its newest points: those that are in no acknowledged chunk yet, in the order they came.
 * Thread: under the lock of {@link Heads}.
 * Memory: about 150 bytes with its key, and 16 a point; arrays grow by doubling and are let go when written.
 * Units: times epoch ns at the storage resolution.
 */
final class Head {

    private static final long[] NO_POINTS = {};
    private static final int FIRST_CAPACITY = 4;

    private final byte[] key;
    private final int hash;
    private long[] times = NO_POINTS;
    private long[] bits = NO_POINTS;
    private int count;
    private int sealed;

    // of the points behind the sealed ones: the links of the queue by age
    private long firstPosition;
    private long firstSeenNs;
    Head older;
    Head newer;
    private boolean isQueued;
    private int listedDay = -1;

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
        return times.length;
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

    void add(final long timeNs, final long valueBits) {
        if (count == times.length) {
            final int capacity = Math.max(FIRST_CAPACITY, 2 * count);
            times = Arrays.copyOf(times, capacity);
            bits = Arrays.copyOf(bits, capacity);
        }
        times[count] = timeNs;
        bits[count++] = valueBits;
    }

    /** Copies all points from {@code fromNs} to {@code toNs}, in the order they came. */
    void copyTo(final PointList points, final long fromNs, final long toNs) {
        for (int i = 0; i < count; i++) {
            if (times[i] >= fromNs && times[i] <= toNs) {
                points.add(times[i], bits[i]);
            }
        }
    }

    /** Copies the unsealed points and seals them: a write takes them along. */
    void sealTo(final PointList points) {
        for (int i = sealed; i < count; i++) {
            points.add(times[i], bits[i]);
        }
        sealed = count;
    }

    /** The sealed points are with the store. */
    void release() {
        final int left = count - sealed;
        if (left == 0) {
            times = NO_POINTS;
            bits = NO_POINTS;
        } else {
            times = Arrays.copyOfRange(times, sealed, count);
            bits = Arrays.copyOfRange(bits, sealed, count);
        }
        count = left;
        sealed = 0;
    }
}
