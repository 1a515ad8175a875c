package leela.adapters.xmpp;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: longer each time, up to a bound, and never the same for two who failed
 * together.
 * Thread: one.
 * Units: nanoseconds.
 */
final class Backoff {

    private static final long FIRST_NS = 500_000_000L;
    /** Alerts wait for this one too once the server is back. */
    private static final long LONGEST_NS = 8_000_000_000L;

    private final RandomGenerator random;
    private long nextNs = FIRST_NS;

    Backoff(final RandomGenerator random) {
        this.random = random;
    }

    /** Between half of this time's bound and all of it. */
    long nextNs() {
        final long bound = nextNs;
        nextNs = Math.min(2 * bound, LONGEST_NS);
        return random.nextLong(bound / 2, bound + 1);
    }

    void reset() {
        nextNs = FIRST_NS;
    }
}
