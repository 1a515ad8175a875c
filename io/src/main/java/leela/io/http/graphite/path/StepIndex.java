package leela.io.http.graphite.path;

import leela.engine.runtime.Clock;

/**
 * Tells which step each of several ascending times is in. Most often it is the next one, which takes no division.
 * Thread: its owner's.
 * Units: steps from an origin on, whose times are whole seconds; times in ns, none before the origin.
 */
final class StepIndex {

    private final long originNs;
    private final long stepNs;
    private int step = -1;
    private long endNs;

    /** Units: epoch seconds. */
    StepIndex(final long origin, final long step) {
        originNs = origin * Clock.NANOS_PER_SECOND;
        stepNs = step * Clock.NANOS_PER_SECOND;
        endNs = originNs;
    }

    /** How many times, from the first on, are in one step after another: one step apart. */
    int evenlyApart(final long[] timesNs, final int count) {
        int even = Math.min(1, count);
        while (even < count && timesNs[even] - timesNs[even - 1] == stepNs) {
            even++;
        }
        return even;
    }

    int of(final long timeNs) {
        if (timeNs >= endNs) {
            step = timeNs < endNs + stepNs ? step + 1 : (int) ((timeNs - originNs) / stepNs);
            endNs = originNs + (step + 1) * stepNs;
        }
        return step;
    }
}
