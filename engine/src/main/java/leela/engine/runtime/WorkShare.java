package leela.engine.runtime;

/**
 * The part of a thread's time that some work may take, reckoned and not measured: the stream says what time it is, and
 * the work what it costs at worst. So the same stream gives the same on every machine, however fast it is and whatever
 * else it has to do. What is not taken is saved, up to a burst, so that little work is done at once, and much of it a
 * bit at a time.
 * Thread: one.
 * Units: nanoseconds.
 */
public final class WorkShare {

    /** A piece this long is felt by everything that waits behind it. */
    private static final long LONG_NS = 2_500_000;
    /** So long a piece is charged that much more, and comes the more rarely. */
    private static final int LONG_FACTOR = 8;

    private final int parts;
    private final long burstNs;

    private long leftNs;
    /** Where the work ends that has begun. */
    private long endNs;

    private long lookedNs;

    /** One of {@code parts} equal parts of all time. */
    public WorkShare(final int parts, final long burstNs) {
        this.parts = parts;
        this.burstNs = burstNs;
        leftNs = burstNs;
    }

    /** Work would begin, at this time of the stream; whether there is time for it. */
    public boolean begin(final long nowNs) {
        return begin(nowNs, Long.MAX_VALUE);
    }

    /** As the other; it is to end once it has cost so much. */
    public boolean begin(final long nowNs, final long mostNs) {
        final long passedNs = Math.max(0, nowNs - lookedNs);
        leftNs = Math.min(burstNs, leftNs + passedNs / parts);
        lookedNs = nowNs;
        endNs = Math.max(0, leftNs - mostNs);
        return leftNs > 0;
    }

    /** Work was done that costs so much at worst; whether there is time for more. */
    public boolean spend(final long worstNs) {
        leftNs -= worstNs > LONG_NS ? LONG_FACTOR * worstNs : worstNs;
        return leftNs > endNs;
    }
}
