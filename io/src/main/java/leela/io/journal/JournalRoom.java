package leela.io.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The room that the journal has, by its limit and on its disk, and how long its segments may be for that. Where the
 * store is on the same disk, the journal leaves as much as the store has still to take: else that could not be written,
 * nothing would be acknowledged, and the disk would stay full.
 * Thread: any.
 * Units: bytes.
 */
final class JournalRoom {

    private static final int LONGEST = 128 << 20;
    private static final int FIRST = 8 << 20;
    private static final int SEGMENTS_IN_LIMIT = 16;
    private static final int FILES_IN_ROOM = 4;
    private static final int FOR_STARTS = 2 * JournalDescriptor.SEGMENT_UNIT;

    private final LongSupplier usable;
    private final long limit;
    private final int longest;
    private volatile boolean isShared;

    JournalRoom(final Path folder, final long limit) {
        this(() -> folder.toFile().getUsableSpace(), limit);
    }

    /** {@code usable}: what the disk has left for this user. */
    JournalRoom(final LongSupplier usable, final long limit) {
        this.usable = usable;
        this.limit = limit;
        final long units = Math.max(1, Math.min(LONGEST, limit / SEGMENTS_IN_LIMIT) / JournalDescriptor.SEGMENT_UNIT);
        longest = (int) units * JournalDescriptor.SEGMENT_UNIT;
    }

    /** The store writes to the same disk. */
    void share() {
        isShared = true;
    }

    long limit() {
        return limit;
    }

    /**
     * This length, or the shorter one of which the limit has room beside so many bytes; 0 if it has none. Only the
     * first file of a process may take all of it: so a start takes room from nothing that is there.
     */
    int within(final int length, final long bytes, final boolean isFirst) {
        final long free = limit - bytes - (isFirst ? 0 : FOR_STARTS);
        final long units = Math.max(0, Math.min(length, free) / JournalDescriptor.SEGMENT_UNIT);
        return (int) units * JournalDescriptor.SEGMENT_UNIT;
    }

    /** The length of the first segment. */
    int first() {
        return Math.min(FIRST, longest);
    }

    /** The next length at high rates. */
    int longer(final int length) {
        return Math.min(longest, 2 * length);
    }

    /** The next length at low ones. */
    int shorter(final int length) {
        return Math.max(first(), length / 2 / JournalDescriptor.SEGMENT_UNIT * JournalDescriptor.SEGMENT_UNIT);
    }

    /** This length, or a shorter one that leaves room for some more where the store is owed so many. */
    int fitting(final int length, final long owedBytes) {
        int fitting = length;
        while (fitting > first() && fitting > onDisk(owedBytes) / FILES_IN_ROOM) {
            fitting = shorter(fitting);
        }
        return fitting;
    }

    /** How much further files may take of the disk, where the store is owed so many. */
    long onDisk(final long owedBytes) {
        final long left = usable.getAsLong();
        return isShared ? (left - owedBytes) / 2 : left;
    }

    /** What must be free on the disk for a further file of this length. */
    long needed(final int length, final long owedBytes) {
        return isShared ? owedBytes + 2L * length : length;
    }

    /** Throws where that is not free for the store's sake; a disk without room says so itself. */
    void check(final int length, final long owedBytes) throws IOException {
        if (isShared && usable.getAsLong() < needed(length, owedBytes)) {
            throw new IOException("No space left: the last " + ((owedBytes >> 20) + 1)
                    + " MB are kept for what the store is to take");
        }
    }
}
