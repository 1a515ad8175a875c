package leela.engine.runtime;

/**
 * The machine's clocks.
 * Thread: any; immutable.
 * Memory: nothing per call.
 * Units: nanoseconds; the wall clock has a resolution of one millisecond, since {@code Instant} would allocate.
 */
public final class SystemClock implements Clock {

    private static final long NANOS_PER_MILLI = 1_000_000L;

    @Override
    @SuppressForbidden("the one place that reads the wall clock")
    public long timeNs() {
        return System.currentTimeMillis() * NANOS_PER_MILLI;
    }

    @Override
    @SuppressForbidden("the one place that reads the monotonic clock")
    public long ticksNs() {
        return System.nanoTime();
    }
}
