package leela.engine.history.aggregation;

import java.util.concurrent.TimeUnit;

/**
 * How wide buckets are. They begin at multiples of their step since 1970, UTC: those of a day at midnight.
 * Thread: any; stateless.
 * Units: ns.
 */
public final class BucketStep {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private BucketStep() {}

    /** The start of a time's bucket. */
    public static long startOf(final long timeNs, final long stepNs) {
        return Math.floorDiv(timeNs, stepNs) * stepNs;
    }

    /** How many buckets a range touches, both of its ends included. */
    public static long count(final long fromNs, final long toNs, final long stepNs) {
        return Math.floorDiv(toNs, stepNs) - Math.floorDiv(fromNs, stepNs) + 1;
    }

    /** The smallest step of whole seconds, or of ms where that is less than one, with at most so many buckets. */
    public static long ofMost(final long fromNs, final long toNs, final int most) {
        final long wideNs = toNs - fromNs + 1;
        final long unitNs = wideNs / most < SECOND_NS ? MILLISECOND_NS : SECOND_NS;
        long step = Math.max(1, ceilDiv(ceilDiv(wideNs, most), unitNs));
        while (count(fromNs, toNs, step * unitNs) > most) {
            final long last = toNs / unitNs;
            // few wide buckets: on to the next step with which the last one begins earlier
            step = Math.max(step + 1, most == 1 ? last / Math.max(1, last / step) + 1 : 0);
        }
        return step * unitNs;
    }

    private static long ceilDiv(final long a, final long b) {
        return -Math.floorDiv(-a, b);
    }
}
