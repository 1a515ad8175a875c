package leela.engine.batch;

/**
 * How much the batcher may hold.
 * Thread: immutable.
 *
 * @param maxPoints room for points in memory, 16 bytes each; from half of it on, the oldest are written early
 * @param maxAgeNs  points are written when they have been held this long
 */
public record BatchLimits(long maxPoints, long maxAgeNs) {

    private static final long BYTES_A_POINT = 16;
    private static final long DEFAULT_AGE_NS = 600_000_000_000L;

    public BatchLimits {
        if (maxPoints < 1 || maxAgeNs < 0) {
            throw new IllegalArgumentException(
                    "history: " + maxPoints + " points, " + maxAgeNs + " ns (expected: >= 1, >= 0)");
        }
    }

    /** A fifth of the heap, and ten minutes: at an interval of 10 s, 60 points a chunk. */
    public static BatchLimits ofHeap(final long heapBytes) {
        return new BatchLimits(Math.max(1, heapBytes / 5 / BYTES_A_POINT), DEFAULT_AGE_NS);
    }
}
