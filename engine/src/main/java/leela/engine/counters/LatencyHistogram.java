package leela.engine.counters;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many durations were at most so long, at steps that people read.
 * Thread: {@link #record} one; readers any.
 * Memory: at construction; nothing a duration.
 * Units: nanoseconds.
 */
public final class LatencyHistogram {

    private static final long MS = 1_000_000;
    private static final long[] BOUNDS_NS = {
        MS / 10,
        MS / 5,
        MS / 2,
        MS,
        2 * MS,
        5 * MS,
        10 * MS,
        20 * MS,
        50 * MS,
        100 * MS,
        200 * MS,
        500 * MS,
        1000 * MS,
        2000 * MS,
        5000 * MS,
        10_000 * MS,
        60_000 * MS,
        600_000 * MS,
        3_600_000 * MS
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NS.length + 1);
    private final LongAdder sumNs = new LongAdder();

    /** How many steps there are; the last has no bound. */
    public int steps() {
        return counts.length();
    }

    /** The longest of this step; {@link Long#MAX_VALUE} for the last. */
    public long boundNs(final int step) {
        return step < BOUNDS_NS.length ? BOUNDS_NS[step] : Long.MAX_VALUE;
    }

    /** How many were within this step, and not within the one before. */
    public long count(final int step) {
        return counts.get(step);
    }

    public long sumNs() {
        return sumNs.sum();
    }

    /** Counts one. */
    public void record(final long durationNs) {
        int step = 0;
        while (step < BOUNDS_NS.length && durationNs > BOUNDS_NS[step]) {
            step++;
        }
        counts.incrementAndGet(step);
        sumNs.add(durationNs);
    }
}
