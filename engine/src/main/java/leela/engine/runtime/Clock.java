package leela.engine.runtime;

/**
 * The only source of time in the engine, so that tests can drive it.
 * Thread: any.
 * Memory: nothing per call.
 * Units: nanoseconds.
 */
public interface Clock {

    long NANOS_PER_SECOND = 1_000_000_000L;

    /** Wall-clock time: nanoseconds since 1970-01-01T00:00:00 UTC. May step when the machine's clock is set. */
    long timeNs();

    /** Monotonic time with an arbitrary origin: for intervals and deadlines only. */
    long ticksNs();
}
