package leela.engine.ring;

import java.time.Instant;
import leela.engine.runtime.Clock;

/**
 * What an entry may be ([limits 1]); anything beyond is rejected and counted.
 * Thread: immutable.
 * Units: nanoseconds; {@link #UNLIMITED} switches a bound off.
 *
 * @param maxFutureNs how far ahead of now a time may lie
 * @param maxPastNs   how far behind now a time may lie
 */
public record Limits(long maxFutureNs, long maxPastNs) {

    public static final long UNLIMITED = Long.MAX_VALUE;
    public static final int MAX_KEY_LENGTH = 1024;
    /** 2^33 seconds. */
    public static final long MAX_TIME_NS = (1L << 33) * 1_000_000_000L;

    public static final int MAX_DOCUMENT_LENGTH = 8192;

    public Limits {
        if (maxFutureNs < 0 || maxPastNs < 0) {
            throw new IllegalArgumentException("limits: " + maxFutureNs + ", " + maxPastNs + " ns (expected: >= 0)");
        }
    }

    /** Whether an entry of this time may come in now. */
    public boolean allows(final long timeNs, final long nowNs) {
        return timeNs >= 0 && timeNs <= MAX_TIME_NS && timeNs - nowNs <= maxFutureNs && nowNs - timeNs <= maxPastNs;
    }

    /** These, but nothing older than {@code ageNs}, where that is nearer. */
    public Limits noOlderThan(final long ageNs) {
        return new Limits(maxFutureNs, Math.min(maxPastNs, ageNs));
    }

    /** The times that may come in now, for people. */
    String allowed(final long nowNs) {
        final long firstNs = maxPastNs < nowNs ? nowNs - maxPastNs : 0;
        final long lastNs = maxFutureNs < MAX_TIME_NS - nowNs ? nowNs + maxFutureNs : MAX_TIME_NS;
        return instant(firstNs) + " to " + instant(lastNs);
    }

    private static Instant instant(final long timeNs) {
        return Instant.ofEpochSecond(timeNs / Clock.NANOS_PER_SECOND);
    }
}
