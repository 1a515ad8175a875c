package leela.engine.history.aggregation;

import leela.engine.chunk.PointSums;
import leela.engine.history.History;
import leela.engine.history.PointBatch;
import leela.engine.runtime.HeapShare;

/**
 * Points of one key after another summed up in buckets, while they are decoded: a bucket bears its start and stands for
 * the points of the range from there to before the next. Values that are no number never count; a bucket without
 * another is left out.
 *
 * <pre>
 *   for (int n = cursor.read(times, values); n != BucketCursor.END; n = cursor.read(times, values)) {
 *       ... n buckets, maybe none
 *   }
 * </pre>
 *
 * Thread: one at a time.
 * Memory: what the function needs, beside the room for a batch of points.
 * Units: times epoch ns.
 * Errors: as {@link History.Points}; {@link CrowdedBucketException}.
 */
public final class BucketCursor implements AutoCloseable {

    /** No bucket, and none to come. */
    public static final int END = -1;

    /** Points that one read takes, and so the most buckets that it gives. */
    public static final int BATCH = PointBatch.POINTS;

    /** Readers that HTTP lets run; each may hold its part of a share of the heap, and a day of seconds in any case. */
    private static final int READS = 128;

    private static final int SECONDS_A_DAY = 86_400;

    private History.Points points;
    private final long stepNs;
    private final Accumulator accumulator;
    /** Null where all values are needed. */
    private final PointSums sums;

    private final long[] batchTimesNs;
    private final double[] batchValues;
    private long startNs;
    private long endNs = Long.MIN_VALUE;
    private boolean isAtEnd;
    private int taken;

    /** Takes over {@code points}. */
    public BucketCursor(final History.Points points, final long stepNs, final BucketFunction function) {
        this(points, stepNs, function, room());
    }

    /** The same, and has the use of {@code room}, from {@link #room}, as long as it reads. */
    public BucketCursor(
            final History.Points points, final long stepNs, final BucketFunction function, final PointBatch room) {
        this(points, stepNs, function, room, mostHeld());
    }

    BucketCursor(final History.Points points, final long stepNs, final BucketFunction function, final int most) {
        this(points, stepNs, function, room(), most);
    }

    private BucketCursor(
            final History.Points points,
            final long stepNs,
            final BucketFunction function,
            final PointBatch room,
            final int most) {
        this.points = points;
        batchTimesNs = room.timesNs();
        batchValues = room.values();
        this.stepNs = stepNs;
        accumulator = function.accumulator(most);
        sums = accumulator.takesSums() ? new PointSums(0, stepNs) : null;
    }

    /** Room for the points of one read: one less than the buckets, since sums that are known may end one more. */
    public static PointBatch room() {
        return new PointBatch(BATCH - 1);
    }

    private static int mostHeld() {
        return (int) Math.max(SECONDS_A_DAY, Math.min(1 << 22, HeapShare.READS.bytes() / READS / Double.BYTES));
    }

    /** Begins anew, with the points of another key in place of those before, which were closed. */
    public void open(final History.Points newPoints) {
        points = newPoints;
        endNs = Long.MIN_VALUE;
        isAtEnd = false;
        accumulator.clear();
    }

    /**
     * Takes a batch of points; how many buckets they ended, which stand at the arrays' starts, or {@link #END}. There
     * must be room for {@link #BATCH}.
     */
    public int read(final long[] timesNs, final double[] values) {
        if (isAtEnd) {
            return END;
        }
        taken = sums == null ? points.read(batchTimesNs, batchValues) : points.read(batchTimesNs, batchValues, sums);
        final boolean hasSums = sums != null && sums.points() > 0;
        if (taken == 0 && !hasSums) {
            isAtEnd = true;
            return accumulator.isEmpty() ? END : give(timesNs, values, 0);
        }
        int given = 0;
        for (int from = 0; from < taken; ) {
            if (batchTimesNs[from] >= endNs) {
                given = begin(batchTimesNs[from], timesNs, values, given);
            }
            int to = from + 1;
            while (to < taken && batchTimesNs[to] < endNs) {
                to++;
            }
            accumulator.add(batchValues, from, to);
            from = to;
        }
        if (hasSums) {
            taken++;
            if (sums.firstNs() >= endNs) {
                given = begin(sums.firstNs(), timesNs, values, given);
            }
            if (sums.count() > 0) {
                accumulator.add(sums);
            }
        }
        return given;
    }

    /** Ends the bucket in hand, and begins that of a time. */
    private int begin(final long timeNs, final long[] timesNs, final double[] values, final int given) {
        final int now = accumulator.isEmpty() ? given : give(timesNs, values, given);
        startNs = BucketStep.startOf(timeNs, stepNs);
        endNs = startNs + stepNs;
        return now;
    }

    /** How many points the last read took; those whose sums were known count as one. */
    public int taken() {
        return taken;
    }

    private int give(final long[] timesNs, final double[] values, final int at) {
        timesNs[at] = startNs;
        values[at] = accumulator.take();
        return at + 1;
    }

    @Override
    public void close() {
        points.close();
    }
}
