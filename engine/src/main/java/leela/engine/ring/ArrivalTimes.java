package leela.engine.ring;

import java.util.function.Supplier;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.SenderClocks;
import leela.engine.series.Series;

/**
 * Whether what a datagram or request holds is near the clock; one all of whose values are far from it is told of.
 * Thread: its producer's.
 * Memory: nothing per value.
 * Units: nanoseconds behind the clock; less than 0 is ahead.
 */
final class ArrivalTimes {

    private final Evidence evidence;
    private final Supplier<String> senderName;
    private boolean isRight;
    private long leastNs;
    private Series least;

    ArrivalTimes(final Evidence evidence) {
        this.evidence = evidence;
        senderName = evidence::sender;
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
        if (isRight && clocks.isWatching()) {
            clocks.onRight(evidence.account());
        } else if (!isRight && least != null) {
            clocks.onOff(evidence.account(), senderName, leastNs, least, nowNs);
        }
        isRight = false;
        least = null;
    }
}
