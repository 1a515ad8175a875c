package leela.engine.series;

import leela.engine.runtime.HeapShare;

/**
 * How many series there may be at a time.
 * Thread: immutable.
 *
 * @param maxSeries their number, {@code engine.max_series}
 * @param maxBytes  the heap that they may take together
 * @param maxNew    how many of them one sender may make within an hour, see {@link SenderShares}
 */
public record SeriesLimits(int maxSeries, long maxBytes, int maxNew) {

    /** So many series always fit into one Java array of cells. */
    public static final int MAX_SERIES = 1 << 28;

    /** A series without its references; those it has, and the one to it; and six cells, as a table that grew has. */
    private static final int FIELDS = 80;

    private static final int REFERENCES = 5;
    private static final int CELLS = 6;
    private static final int ARRAY_HEADER = 16;
    private static final int ALIGNMENT = 8;
    /** Nobody has less of his own, unless that were more than half of the heap for series. */
    private static final int LEAST_SHARE = 100_000;

    private static final int PARTS = 10;
    private static final int FIXED =
            FIELDS + REFERENCES * HeapShare.referenceBytes() + CELLS * Integer.BYTES + ARRAY_HEADER;

    public SeriesLimits {
        if (maxSeries < 1 || maxSeries > MAX_SERIES) {
            throw new IllegalArgumentException("engine.max_series: " + maxSeries + " (expected: 1-" + MAX_SERIES + ")");
        }
        if (maxNew < 1) {
            throw new IllegalArgumentException("engine.max_new_series: " + maxNew + " (expected: at least 1)");
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("series: " + maxBytes + " bytes (expected: at least 1)");
        }
    }

    /** So many series, whatever they take. */
    public static SeriesLimits ofNumber(final int maxSeries) {
        return new SeriesLimits(maxSeries, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * These, with a share for each sender: a tenth of {@code maxSeries} and 100,000 at least, but not so many that one
     * alone can take more than half of the heap that there is for series.
     */
    public static SeriesLimits shared(final int maxSeries, final long maxBytes) {
        final long half = maxBytes / 2 / bytes(SenderShares.KEY_BYTES);
        final long share = Math.min(Math.max(LEAST_SHARE, maxSeries / PARTS), Math.max(1, half));
        return new SeriesLimits(maxSeries, maxBytes, (int) share);
    }

    /**
     * What a series takes of the heap, with its key of so many bytes and its part of the table; what queries keep of it
     * is theirs.
     */
    public static int bytes(final int keyLength) {
        return FIXED + (keyLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
