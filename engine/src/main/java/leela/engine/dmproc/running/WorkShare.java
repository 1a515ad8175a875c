package leela.engine.dmproc.running;

import leela.engine.runtime.Clock;

/**
 * The part of a thread's time that some work may take. What is not taken is saved, up to a burst, so that little work
 * is done at once, and much of it a bit at a time.
 * Thread: one.
 * Units: nanoseconds. A piece of work is charged what it took, but not more than it costs at worst: what the machine
 * took meanwhile is not its fault.
 */
final class TimeShare {

    /** A piece this long is felt by everything that waits behind it. */
    private static final long LONG_NS = 2_500_000;
    /** So long a piece is charged that much more, and comes the more rarely. */
    private static final int LONG_FACTOR = 8;

    private final Clock clock;
    private final int parts;
    private final long burstNs;

    private long leftNs;
    private long lookedNs;

    /** One of {@code parts} equal parts of all time. */
    TimeShare(final Clock clock, final int parts, final long burstNs) {
        this.clock = clock;
        this.parts = parts;
        this.burstNs = burstNs;
        leftNs = burstNs;
        lookedNs = clock.ticksNs();
    }

    /** Work would begin; whether there is time for it. */
    boolean begin() {
        final long nowNs = clock.ticksNs();
        leftNs = Math.min(burstNs, leftNs + (nowNs - lookedNs) / parts);
        lookedNs = nowNs;
        return leftNs > 0;
    }

    /** Work was done since the beginning, or the last piece; whether there is time for more. */
    boolean spend(final long worstNs) {
        final long nowNs = clock.ticksNs();
        final long costNs = Math.min(worstNs, nowNs - lookedNs);
        leftNs -= costNs > LONG_NS ? LONG_FACTOR * costNs : costNs;
        lookedNs = nowNs;
        return leftNs > 0;
    }
}
