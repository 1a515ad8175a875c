package leela.engine.dmproc.figures;

/**
 * What one standing query has done so far.
 * Thread: the query thread tells, any asks.
 * Memory: nothing per batch.
 */
public final class QueryProgress {

    private volatile long seriesMatched;
    private volatile long seriesLeftOut;
    private volatile long eventsIn;
    private volatile long eventsOut;
    private volatile double eventCostNs;
    private volatile long late;
    private volatile long crowded;
    private volatile long faults;

    /** How many series it follows at present. */
    public long seriesMatched() {
        return seriesMatched;
    }

    /** How many more match that it does not follow, most likely for want of room. */
    public long seriesLeftOut() {
        return seriesLeftOut;
    }

    /** Events of matching series so far. */
    public long eventsIn() {
        return eventsIn;
    }

    /** Results so far. */
    public long eventsOut() {
        return eventsOut;
    }

    /** What an event costs the query thread, from pipeline to sink: a mean over the few that are timed, 0 before. */
    public double eventCostNs() {
        return eventCostNs;
    }

    /** Values so far that came too late for their window. */
    public long late() {
        return late;
    }

    /** Values so far that a state had no room for. */
    public long crowded() {
        return crowded;
    }

    /** Exceptions of its own, most likely of its sink. */
    public long faults() {
        return faults;
    }

    // ---- query thread

    /** So many series now. */
    public void series(final long matched, final long leftOut) {
        seriesMatched = matched;
        seriesLeftOut = leftOut;
    }

    /** So many events in all. */
    public void events(final long in, final long out, final double costNs) {
        eventsIn = in;
        eventsOut = out;
        eventCostNs = costNs;
    }

    /** So many values in all that no result took. */
    public void leftOut(final long lateSoFar, final long crowdedSoFar) {
        late = lateSoFar;
        crowded = crowdedSoFar;
    }

    /** One more. */
    public void fault(final long faultsSoFar) {
        faults = faultsSoFar;
    }
}
