package leela.engine.spi;

import org.agrona.DirectBuffer;

/**
 * What stands between the ring and the backend: every entry that passed the ring, numbered without a gap from the
 * journal's birth on. The number is an entry's position; it outlives restarts.
 * Thread: one, the reader's; the ring's handlers write at the same time.
 * Units: positions count entries; times epoch ns.
 */
public interface EntryLog {

    /** A note of the log: a process begins, of which what is noted beside is all that is known; no query runs. */
    int NOTE_START = 0;
    /** A note of the log: what came here could not be written. */
    int NOTE_GAP = 1;

    /**
     * Begins at the entry at {@code position}, where the backend's last acknowledged batch ended; once, before the
     * first poll and before anything is appended. New entries get positions from there on at least, so that none is
     * mistaken for one that was stored.
     */
    void resume(long position);

    /** Shows entries, at least one batch if there is any, until {@code limit} are reached; how many. */
    int poll(Visitor visitor, int limit);

    /** Behind the last entry shown, or lost. */
    long position();

    /** How many entries have been appended, or were recovered, that {@link #poll} has not shown yet; not exact. */
    long unread();

    /** The backend keeps every entry before {@code position}: they are waited for no longer. */
    void acknowledge(long position);

    /**
     * Entries before this position should be written soon, however new they are, since the log needs their room; 0
     * while it has enough.
     */
    default long pressedTo() {
        return 0;
    }

    /** Takes the entries of a poll. What is in a buffer is there during the call only. */
    interface Visitor {

        /** The numbers of series begin anew. */
        void onNumbersReset();

        /** A series gets its number; it may be told more than once. */
        void onSeries(int number, DirectBuffer buffer, int offset, int length);

        /**
         * False if no series of this number is known: it was not told, or was let go of since. Who still has its name
         * tells it and shows the entry again; else the entry is lost.
         */
        boolean onEvent(long position, int number, long valueBits, long timeNs, long arrivalNs);

        /** As {@link #onEvent}; {@code isOneOfSeveral}: kept beside what else bears the same key and time. */
        boolean onDocument(
                long position,
                int number,
                DirectBuffer buffer,
                int offset,
                int length,
                boolean isOneOfSeveral,
                long timeNs,
                long arrivalNs);
    }

    /**
     * Takes all that passed the ring: also what no store takes, which has no position of its own and is shown before
     * the entry that it came before.
     */
    interface StreamVisitor extends Visitor {

        /** As {@link #onSeries}, of one that no store has to know yet. */
        default void onStreamSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
            onSeries(number, buffer, offset, length);
        }

        /**
         * From the entry on that follows, the client of this series' events says that it sends so often; 0 where it
         * does not say. Nothing was said of a series of which nothing is told since the numbers began.
         */
        default void onInterval(final int number, final int intervalMs) {
            // most have no use for it
        }

        /** An event for the standing queries alone; as {@link #onEvent}. */
        boolean onQueryEvent(int number, long valueBits, long timeNs, long arrivalNs);

        /** The heartbeat. */
        void onTick(long timeNs);

        /** The series was idle, and all that the queries knew of it is gone; as {@link #onEvent}. */
        boolean onPurged(int number);

        /**
         * A {@linkplain leela.engine.ring.RecordedCommand command}, or what the log itself notes; the next entry has
         * this position.
         */
        void onNote(long position, int kind, DirectBuffer buffer, int offset, int length);
    }
}
