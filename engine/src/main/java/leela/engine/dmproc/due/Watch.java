package leela.engine.dmproc.due;

/**
 * What somebody keeps of a group of a query, or of a series where there are no groups: it gets what the group's
 * pipeline gives in place of the sink, and may wait for the clock.
 * Thread: the query thread.
 * Memory: as its maker tells; nothing per event.
 * Errors: what is thrown is a fault of the query, and costs it that event.
 */
public abstract class Watch extends Due {

    /** The pipeline gave a value; it has the time of the event that caused it. */
    public abstract void onResult(double value, long timeNs);

    /**
     * An event of the group came, and what it gives has been given.
     *
     * @param intervalMs how often its client says that it sends
     */
    public abstract void onSample(long timeNs, int intervalMs);

    /** The last of its series is gone for now. */
    public void onGone() {
        // most wait for it to come back
    }
}
