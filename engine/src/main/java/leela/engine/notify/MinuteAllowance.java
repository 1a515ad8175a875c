package leela.engine.notify;

import java.util.Arrays;
import leela.engine.runtime.Clock;

/**
 * Lets so many through in any minute, wherever the minute is laid: what went in the present second and the sixty-one
 * before it counts, so that a message that is a second faster on its way than those before it still comes after their
 * minute.
 * Thread: one.
 * Memory: nothing per call.
 * Units: nanoseconds of a monotonic clock.
 */
public final class MinuteAllowance {

    private static final int SECONDS = 62;

    private final int limit;
    private final int[] spent = new int[SECONDS];
    private long second = Long.MIN_VALUE;
    private int sum;

    public MinuteAllowance(final int limit) {
        this.limit = limit;
    }

    public boolean hasRoom(final long nowNs) {
        return count(nowNs) < limit;
    }

    /** How many went. */
    public int count(final long nowNs) {
        advance(nowNs);
        return sum;
    }

    /** Counts one that goes, also where there is no room. */
    public void spend(final long nowNs) {
        advance(nowNs);
        spent[Math.floorMod(second, SECONDS)]++;
        sum++;
    }

    public boolean isUnspent(final long nowNs) {
        return count(nowNs) == 0;
    }

    private void advance(final long nowNs) {
        final long now = Math.floorDiv(nowNs, Clock.NANOS_PER_SECOND);
        if (now - second >= SECONDS || second == Long.MIN_VALUE) {
            Arrays.fill(spent, 0);
            sum = 0;
            second = now;
        }
        while (second < now) {
            second++;
            final int index = Math.floorMod(second, SECONDS);
            sum -= spent[index];
            spent[index] = 0;
        }
    }
}
