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
}
