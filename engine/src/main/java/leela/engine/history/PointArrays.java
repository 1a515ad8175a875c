package leela.engine.history;

import java.util.ArrayDeque;

/**
 * The arrays that heads keep their points in, handed on from head to head: under a steady load they all grow, are written and grow
 * again, and that must make no garbage, since a collection stops the threads that read the sockets.
 * Thread: under the lock of {@link Heads}.
 * Memory: at most {@link #MAX_SPARE_LONGS} of arrays that nobody uses.
 * Units: longs.
 */
final class PointArrays {

    static final int MAX_SPARE_LONGS = 4 << 20;

    private static final long[] NONE = {};
    private static final int MIN_SHIFT = 3;
    private static final int CLASSES = Integer.SIZE - MIN_SHIFT;

    /** By the power of two that their length is. */
    private final ArrayDeque<long[]>[] spare = spares();
    private int spareLongs;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type cannot be made otherwise
    private static ArrayDeque<long[]>[] spares() {
        final ArrayDeque[] all = new ArrayDeque[CLASSES];
        for (int i = 0; i < all.length; i++) {
            all[i] = new ArrayDeque<>();
        }
        return all;
    }

    /** No array yet. */
    static long[] none() {
        return NONE;
    }

    /** An array of at least {@code length}, a power of two; what it holds is anything. */
    long[] take(final int length) {
        final int shift = Math.max(MIN_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(length - 1));
        final long[] used = spare[shift - MIN_SHIFT].poll();
        if (used == null) {
            return new long[1 << shift];
        }
        spareLongs -= used.length;
        return used;
    }

    /** An array that its head uses no more. */
    void give(final long[] array) {
        if (array.length > 0 && spareLongs + array.length <= MAX_SPARE_LONGS) {
            spareLongs += array.length;
            spare[Integer.numberOfTrailingZeros(array.length) - MIN_SHIFT].push(array);
        }
    }

    /** An array of at least {@code length} that begins with the longs {@code [from, to)} of {@code old}, which is given back. */
    long[] exchange(final long[] old, final int from, final int to, final int length) {
        final long[] fresh = take(length);
        System.arraycopy(old, from, fresh, 0, to - from);
        give(old);
        return fresh;
    }
}
