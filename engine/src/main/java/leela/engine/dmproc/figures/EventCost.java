package leela.engine.dmproc.figures;

import leela.engine.runtime.Clock;

/**
 * What an event costs a query, known from a few that are timed: the first, then ever rarer, down to about one in
 * {@value #RAREST}, at random, so that no rhythm of series or windows hides from it. What reading the clock costs is
 * measured beside each and taken off.
 * Thread: the query thread.
 * Memory: nothing per event.
 * Units: nanoseconds; an event that took a millisecond was interrupted by the machine, and does not count.
 */
public final class EventCost {

    static final int RAREST = 1024;

    private static final int SHARE = 16;
    /** So many events are remembered, the older ones less and less: what ran before the code was compiled fades. */
    private static final int MEMORY = 256;

    private static final long INTERRUPTED_NS = 1_000_000;
    private static final long SEED = 0x9e3779b97f4a7c15L;

    private long random = SEED;
    private long next = 1;
    private long beforeNs;
    private long startNs;
    private int count;
    private long totalNs;

    /** Which event, counted from 1, is to be timed next. */
    public long next() {
        return next;
    }

    /** The event begins. */
    public void begin(final Clock clock) {
        beforeNs = clock.ticksNs();
        startNs = clock.ticksNs();
    }

    /** The event is over; gives the next that is to be timed. */
    public long end(final Clock clock) {
        add(clock.ticksNs() - startNs, startNs - beforeNs);
        return next;
    }

    /** Takes a time, which also holds {@code clockNs} for reading the clock. */
    void add(final long elapsedNs, final long clockNs) {
        final int meanGap = (int) Math.min(Math.max(next / SHARE, 1), RAREST);
        next += meanGap == 1 ? 1 : 1 + Long.remainderUnsigned(random(), 2L * meanGap - 1);
        if (elapsedNs >= INTERRUPTED_NS || clockNs >= INTERRUPTED_NS) {
            return;
        }
        if (count == MEMORY) {
            count /= 2;
            totalNs /= 2;
        }
        count++;
        totalNs += elapsedNs - clockNs;
    }

    /** The mean; 0 before there is one. */
    public double meanNs() {
        return count == 0 ? 0 : Math.max(0, (double) totalNs / count);
    }

    /** Marsaglia's xorshift. */
    private long random() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }
}
