package leela.engine.ring;

import leela.engine.series.Series;

/**
 * What stands behind the ring: the timeline first, the others behind it, side by side or one after another.
 * Thread: one thread calls all methods of one handler; several handlers may share it.
 * Errors: an exception is counted, logged once per distinct kind, and costs this handler this one entry; an {@code
 * Error} ends the service.
 */
public interface Handler {

    /** Short name for threads and logs, at most nine characters. */
    String name();

    /**
     * An event (EVENT, QUERY_EVENT) or a document (DATA); the timeline also gets METRIC. Must not block; nothing
     * allocated for events.
     */
    void onEntry(Slot slot);

    /**
     * Ten times a second while {@link #isTimeAwaited any handler awaits it}, else once, in order with the entries;
     * {@code tick.timeNs()} is now.
     */
    default void onTick(final Slot tick) {}

    /** Whether something is to happen that only a tick brings about, and soon. Thread: any; must not block. */
    default boolean isTimeAwaited() {
        return false;
    }

    /** Another handler gets a command at this place of the stream. */
    default void onRecorded(final RecordedCommand command) {}

    /** The table has let go of an idle series; drop what you hold of it. */
    default void onPurged(final Series series) {}

    /** No further entry is waiting just now: flush. */
    default void onBatchEnd() {}

    /** The ring has drained and ends: flush for the last time. */
    default void onShutdown() {}
}
