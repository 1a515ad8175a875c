package leela.engine.ring;

import leela.engine.runtime.Clock;

/**
 * What time it is in the stream: the only clock of whoever stands behind the timeline. It is told by ticks and by the
 * arrivals of entries, in their order, and by nothing else, so that the same journal gives the same times.
 *
 * <pre>
 *   an entry or tick that is later             the clock goes there, also where the wall clock was set forward
 *   one that is earlier                        the clock stands: inputs may be a little out of order
 *   {@value #BELIEVED} ticks in a row, each more than a     the wall clock was set back: the clock goes
 *   second earlier than the clock              to the last of them, the only time that it goes back
 * </pre>
 *
 * Thread: its owner's.
 * Memory: nothing.
 * Units: epoch ns.
 */
public final class StreamClock {

    /** So many ticks make a wall clock believed that was set back. */
    static final int BELIEVED = 3;

    /** What arrives later than what is published before it is not that much earlier. */
    private static final long DISORDER_NS = Clock.NANOS_PER_SECOND;

    private long nowNs;
    private int earlier;

    /** The time of the stream; 0 before the first entry. */
    public long nowNs() {
        return nowNs;
    }

    /** An entry has arrived at this time. */
    public void onArrival(final long arrivalNs) {
        if (arrivalNs > nowNs) {
            nowNs = arrivalNs;
        }
    }

    /** A tick; whether the clock has gone back. */
    public boolean onTick(final long timeNs) {
        if (timeNs >= nowNs - DISORDER_NS) {
            earlier = 0;
            onArrival(timeNs);
            return false;
        }
        if (++earlier < BELIEVED) {
            return false;
        }
        earlier = 0;
        nowNs = timeNs;
        return true;
    }
}
