package leela.engine.batch;

import leela.engine.runtime.HeapShare;

/**
 * How much the batcher may hold. From half of each bound on, the oldest points are written early; at the bound the log
 * is not read on.
 * Thread: immutable.
 *
 * @param maxPointBytes memory for points and documents, see {@link PointBlocks}
 * @param maxKeyBytes   memory for keys: those of the points, and the ones used last
 * @param maxAgeNs      points are written when they have been held this long
 */
public record BatchLimits(long maxPointBytes, long maxKeyBytes, long maxAgeNs) {

    private static final long DEFAULT_AGE_NS = 600_000_000_000L;
    private static final long POINTS_PERCENT = 60;

    public BatchLimits {
        if (maxPointBytes < 1 || maxKeyBytes < 1 || maxAgeNs < 0) {
            throw new IllegalArgumentException("history: " + maxPointBytes + " and " + maxKeyBytes + " bytes, "
                    + maxAgeNs + " ns (expected: >= 1, >= 1, >= 0)");
        }
    }

    /**
     * Of {@link HeapShare#HISTORY} six tenths for points, the others for keys, so that neither can take the other's
     * room. And ten minutes: at an interval of 10 s, 60 points a chunk.
     */
    public static BatchLimits ofHeap(final long heapBytes) {
        final long share = HeapShare.HISTORY.of(heapBytes);
        return new BatchLimits(
                Math.max(1, share * POINTS_PERCENT / 100),
                Math.max(1, share * (100 - POINTS_PERCENT) / 100),
                DEFAULT_AGE_NS);
    }
}
