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

    private static final String NO_SPACE = "No space left on device";
    private static final String INODES = "; it has bytes, so its inodes may be used up: see df -i";

    /** What a writer may expect. */
    public enum Cause {
        /** There is no room: it can be made. */
        FULL,
        /** The disk, or the folder, fails. */
        FAULT
    }

    static JournalRefusal of(final Exception fault, final Path folder, final long needed, final long nowNs) {
        final String reason = String.valueOf(fault.getMessage());
        final boolean isThere = fault instanceof IOException && folder.toFile().exists();
        final boolean isFull = isThere && folder.toFile().getUsableSpace() < needed;
        final boolean hasNoInode = isThere && !isFull && reason.contains(NO_SPACE);
        return new JournalRefusal(
                isFull || hasNoInode ? Cause.FULL : Cause.FAULT, nowNs, hasNoInode ? reason + INODES : reason);
    }
}
