package leela.engine.dmproc.grouping;

import java.util.Arrays;

/**
 * How often series send, as a whole number, so that sums of many are exact.
 * Thread: any.
 * Units: a thousand millionth of a sample a second.
 */
public final class SampleRate {

    private static final long NANOHERTZ_MS = 1_000_000_000_000L;
    private static final double NANO = 1e9;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int MS_PER_SECOND = 1000;
    private static final int FEWEST = 3;

    private SampleRate() {}

    /** Of one that sends so often; 0 where it is not known. */
    public static long nanohertz(final int intervalMs) {
        return intervalMs <= 0 ? 0 : NANOHERTZ_MS / intervalMs;
    }

    public static double samplesPerSecond(final long nanohertz) {
        return nanohertz / NANO;
    }

    /** The interval of points whose client is not known: their usual distance, in whole seconds; 0 of too few. */
    public static int usualMs(final long[] timesNs, final int count) {
        if (count < FEWEST) {
            return 0;
        }
        final long[] gaps = new long[count - 1];
        for (int i = 1; i < count; i++) {
            gaps[i - 1] = timesNs[i] - timesNs[i - 1];
        }
        Arrays.sort(gaps);
        final long usualMs = gaps[gaps.length / 2] / NANOS_PER_MS;
        return (int) Math.min(Integer.MAX_VALUE / 2, (usualMs + MS_PER_SECOND / 2) / MS_PER_SECOND * MS_PER_SECOND);
    }
}
