package leela.engine.chunk;

/**
 * What a run of points comes to, as it is kept beside them: who needs no more need not decode them.
 *
 * <pre>
 *   final PointSums sums = new PointSums(originNs, stepNs);
 *   int n = points.read(times, values, sums);      n points, then those that the sums stand for, if any
 *   if (sums.points() > 0) { ... sums.sum() }
 * </pre>
 *
 * Thread: its owner's.
 * Memory: a few words.
 * Units: times epoch ns.
 */
public final class PointSums {

    private final long originNs;
    private final long stepNs;
    private final long leastNs;
    private long firstNs;
    private long lastNs;
    private int points;
    private int count;
    private double min;
    private double max;
    private double sum;
    private double first;
    private double last;

    /** Of runs that lie within one of the buckets of this step, one of which begins at the origin. */
    public PointSums(final long originNs, final long stepNs) {
        this(originNs, stepNs, 0);
    }

    /** Of those whose points also are evenly apart, and not less than this. */
    public PointSums(final long originNs, final long stepNs, final long leastNs) {
        this.originNs = originNs;
        this.stepNs = stepNs;
        this.leastNs = leastNs;
    }

    /**
     * Whether a run from one time to before another lies within a bucket.
     *
     * @param distanceNs of all its points; 0 where they are not evenly apart
     */
    boolean fits(final long fromNs, final long beforeNs, final long distanceNs) {
        return distanceNs >= leastNs
                && beforeNs - fromNs <= stepNs
                && beforeNs - fromNs <= stepNs - Math.floorMod(fromNs - originNs, stepNs);
    }

    /** Whether a bucket is as long as a run. */
    boolean mayFit(final long fromNs, final long beforeNs) {
        return beforeNs - fromNs <= stepNs;
    }

    /** Stands for nothing. */
    public void clear() {
        points = 0;
    }

    void set(final long newFirstNs, final long newLastNs, final int newPoints, final int finite) {
        firstNs = newFirstNs;
        lastNs = newLastNs;
        points = newPoints;
        count = finite;
    }

    void set(final double least, final double most, final double total, final double head, final double tail) {
        min = least;
        max = most;
        sum = total;
        first = head;
        last = tail;
    }

    /** Time of the first point. */
    public long firstNs() {
        return firstNs;
    }

    /** Time of the last point where they are evenly apart; else after it. */
    public long lastNs() {
        return lastNs;
    }

    /** How many points they stand for. */
    public int points() {
        return points;
    }

    /** How many of these are numbers, which all that follows is about; none of it holds where this is 0. */
    public int count() {
        return count;
    }

    public double min() {
        return min;
    }

    public double max() {
        return max;
    }

    public double sum() {
        return sum;
    }

    public double first() {
        return first;
    }

    public double last() {
        return last;
    }
}
