package leela.engine.runtime;

/**
 * Lets one or a few through per period, and counts what it held back: so that bad input costs at most one log line.
 * Thread: one.
 * Memory: nothing per call.
 * Units: nanoseconds of any one clock.
 */
public final class RateLimit {

    private final long periodNs;
    private final int most;
    private long nextNs = Long.MIN_VALUE;
    private int permitted;
    private long heldBack;

    public RateLimit(final long periodNs) {
        this(periodNs, 1);
    }

    /** At most so many in a period, which begins with the first of them. */
    public RateLimit(final long periodNs, final int most) {
        this.periodNs = periodNs;
        this.most = most;
    }

    /** Whether something may be said now; if not, it counts as held back. */
    public boolean permits(final long nowNs) {
        if (nowNs >= nextNs) {
            nextNs = nowNs + periodNs;
            permitted = 0;
        }
        if (permitted == most) {
            heldBack++;
            return false;
        }
        permitted++;
        return true;
    }

    /** How many were held back since this was last asked. */
    public long takeHeldBack() {
        final long taken = heldBack;
        heldBack = 0;
        return taken;
    }
}
