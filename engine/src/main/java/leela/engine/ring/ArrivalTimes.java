package leela.engine.ring;

import java.util.Arrays;
import java.util.function.Supplier;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.SenderClocks;
import leela.engine.runtime.Clock;
import leela.engine.series.Series;

/**
 * Whether what a datagram or request holds is near the clock; one all of whose values are far from it is told of.
 * Thread: its producer's.
 * Memory: nothing per value or datagram; a lock is taken, and a sender kept, {@value #PLACES} times a second at most.
 * Units: nanoseconds behind the clock; less than 0 is ahead.
 */
final class ArrivalTimes {

    /** Each sender has one of these, which is another one each second. */
    private static final int PLACES = 64;

    private static final long NEVER = -2 * Clock.NANOS_PER_SECOND;
    private static final int SECOND_SHIFT = 30;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long[] toldNs = new long[PLACES];
    private final Evidence evidence;
    private final Supplier<String> senderName;
    private boolean isRight;
    private long leastNs;
    private Series least;

    ArrivalTimes(final Evidence evidence) {
        this.evidence = evidence;
        senderName = evidence::sender;
        Arrays.fill(toldNs, NEVER);
    }

    void add(final long behindNs, final Series of) {
        if (behindNs <= SenderClocks.OFF_NS && behindNs >= -SenderClocks.OFF_NS) {
            isRight = true;
        } else if (least == null || Math.abs(behindNs) < Math.abs(leastNs)) {
            least = of;
            leastNs = behindNs;
        }
    }

    /** That was all of it. */
    void end(final long nowNs) {
        final SenderClocks clocks = evidence.clocks();
        if (isRight) {
            if (clocks.isWatching() && isDue(nowNs)) {
                clocks.onRight(evidence.account());
            }
        } else if (least != null && isDue(nowNs)) {
            clocks.onOff(evidence.account(), senderName, leastNs, least, nowNs);
        }
        isRight = false;
        least = null;
    }

    /** Not of one in whose place somebody was told of a moment ago. */
    private boolean isDue(final long nowNs) {
        final int place = (int) ((evidence.account() ^ nowNs >> SECOND_SHIFT) * GOLDEN >>> Long.SIZE - 6);
        if (nowNs - toldNs[place] < Clock.NANOS_PER_SECOND) {
            return false;
        }
        toldNs[place] = nowNs;
        return true;
    }
}
