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
 * Ticks come once a second at least. Where two are more than ten seconds apart the wall clock was set forward, or the
 * machine stood: nobody was silent for so long.
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

    /** No more is between two ticks while the clock goes on as time does. */
    static final long TICKS_APART_NS = 10 * Clock.NANOS_PER_SECOND;

    private long nowNs;
    private long tickNs;
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

    /** A tick; how far the clock has stepped: 0 where it went on, less than 0 where it was set back. */
    public long onTick(final long timeNs) {
        if (timeNs >= nowNs - DISORDER_NS) {
            final long apartNs = tickNs == 0 ? 0 : timeNs - tickNs;
            earlier = 0;
            tickNs = timeNs;
            onArrival(timeNs);
            return apartNs > TICKS_APART_NS ? apartNs : 0;
        }
        if (++earlier < BELIEVED) {
            return 0;
        }
        final long backNs = timeNs - nowNs;
        earlier = 0;
        tickNs = timeNs;
        nowNs = timeNs;
        return backNs;
    }
}
