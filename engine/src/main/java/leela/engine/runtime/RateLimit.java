package leela.engine.runtime;

/**
 * Lets one through per period, and counts what it held back: so that bad input costs at most one log line.
 * Thread: one.
 * Memory: nothing per call.
 * Units: nanoseconds of any one clock.
 */
public final class RateLimit {

    private final long periodNs;
    private long nextNs = Long.MIN_VALUE;
    private long heldBack;

    public RateLimit(final long periodNs) {
        this.periodNs = periodNs;
    }

    /** Whether something may be said now; if not, it counts as held back. */
    public boolean permits(final long nowNs) {
        if (nowNs < nextNs) {
            heldBack++;
            return false;
        }
        nextNs = nowNs + periodNs;
        return true;
    }

    /** How many were held back since this was last asked. */
    public long takeHeldBack() {
        final long taken = heldBack;
        heldBack = 0;
        return taken;
    }
}
