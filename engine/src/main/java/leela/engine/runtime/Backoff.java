package leela.engine.runtime;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: longer each time, up to a bound, and never the same for two who failed
 * together.
 * Thread: one.
 * Units: nanoseconds.
 */
public final class Backoff {

    private final RandomGenerator random;
    private final long firstNs;
    private final long longestNs;
    private long nextNs;

    /** The first wait is {@code firstNs} at most, the last ones {@code longestNs}. */
    public Backoff(final RandomGenerator random, final long firstNs, final long longestNs) {
        this.random = random;
        this.firstNs = firstNs;
        this.longestNs = longestNs;
        nextNs = firstNs;
    }

    /** Between half of this time's bound and all of it. */
    public long nextNs() {
        final long bound = nextNs;
        nextNs = Math.min(2 * bound, longestNs);
        return random.nextLong(bound / 2, bound + 1);
    }

    public void reset() {
        nextNs = firstNs;
    }
}
