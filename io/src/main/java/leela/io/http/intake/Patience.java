package leela.io.http.intake;

import leela.engine.runtime.Clock;

/**
 * How long a client may go on with what it does now.
 * Thread: the loop's.
 * Units: ticks in ns.
 */
public final class Patience {

    private final Clock clock;
    private long sinceNs;
    private long deadlineNs;
    private boolean isLimited;

    public Patience(final Clock clock) {
        this.clock = clock;
    }

    /** So long, from now on. */
    public void allow(final long ns) {
        sinceNs = clock.ticksNs();
        deadlineNs = sinceNs + ns;
        isLimited = true;
    }

    /** As long as it takes: what is waited for is ours. */
    public void end() {
        isLimited = false;
    }

    /** When what it does now began. */
    public long sinceNs() {
        return sinceNs;
    }

    /** Whether it has had its time. */
    public boolean isOverAt(final long nowNs) {
        return isLimited && nowNs - deadlineNs >= 0;
    }

    /** Whether something is waited for, and was for so long. */
    public boolean hasLastedAt(final long nowNs, final long ns) {
        return isLimited && nowNs - sinceNs >= ns;
    }
}
