package leela.io.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Why the disk takes no entries, and since when.
 * Thread: immutable.
 *
 * @param sinceNs by the wall clock
 * @param reason  what the system said
 */
public record JournalRefusal(Cause cause, long sinceNs, String reason) {

    /** What a writer may expect. */
    public enum Cause {
        /** There is no room: it can be made. */
        FULL,
        /** The disk, or the folder, fails. */
        FAULT
    }

    static JournalRefusal of(final Exception fault, final Path folder, final long needed, final long nowNs) {
        final boolean isFull = fault instanceof IOException
                && folder.toFile().exists()
                && folder.toFile().getUsableSpace() < needed;
        return new JournalRefusal(isFull ? Cause.FULL : Cause.FAULT, nowNs, String.valueOf(fault.getMessage()));
    }
}
