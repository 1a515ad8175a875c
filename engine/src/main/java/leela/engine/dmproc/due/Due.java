package leela.engine.dmproc.due;

import leela.engine.runtime.HeapShare;

/**
 * Something that may wait for the stream's clock, in a {@link DueWheel}.
 * Thread: the query thread.
 * Units: epoch ns.
 */
public abstract class Due {

    /** Where nothing waits for the clock. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What one costs in heap, without what is added to it. */
    public static final int BYTES = 16 + 2 * HeapShare.referenceBytes() + Long.BYTES + Integer.BYTES;

    private long dueNs = NEVER;

    // kept by DueWheel
    Due previous;
    Due next;
    int list = DueWheel.NONE;

    /** When its time comes. */
    public final long dueNs() {
        return dueNs;
    }

    final void dueNs(final long newDueNs) {
        dueNs = newDueNs;
    }

    /** The clock has come to its time, and it does not wait any more. */
    public abstract void onDue();

    /**
     * The clock was set, while it waits: forward by so much, or back where that is less than 0. What goes by the times
     * of events waits on as it did.
     */
    public void onClockStep(final long byNs, final long nowNs) {
        // most go by the times of events
    }

    /** A time that was over before such a step, so that no more has passed since than did without it. */
    public static long stepped(final long timeNs, final long byNs, final long nowNs) {
        return Math.min(timeNs + Math.max(0, byNs), nowNs);
    }
}
