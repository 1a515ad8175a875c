package leela.engine.batch;

import java.util.ArrayList;
import java.util.List;

/** What one write takes along. Thread: the batcher's. */
final class SealedHeads {
    private static final int FEW = 16;

    private final ArrayList<Head> heads = new ArrayList<>(FEW);
    private final ArrayList<Head> unlisted = new ArrayList<>();
    private List<PendingDocuments.Waiting> documents = List.of();
    private long position;
    private long day;
    private boolean isComplete;

    /** {@code markedPosition}: everything before is stored already. */
    SealedHeads(final long markedPosition) {
        position = markedPosition;
    }

    List<Head> heads() {
        return heads;
    }

    /** Those of which only the key is written, so that it is found. */
    List<Head> unlisted() {
        return unlisted;
    }

    List<PendingDocuments.Waiting> documents() {
        return documents;
    }

    /** Every entry before is stored once this write is. */
    long position() {
        return position;
    }

    /** When it is written: keys that were not listed that day are. */
    long day() {
        return day;
    }

    void day(final long newDay) {
        day = newDay;
    }

    /** Whether one more may be taken; there is memory for it then. */
    boolean hasRoom(final int limit) {
        heads.ensureCapacity(heads.size() + 1);
        return heads.size() < limit;
    }

    /** Whether everything that was due was taken: if that failed, it goes on. */
    boolean isComplete() {
        return isComplete;
    }

    boolean isEmpty() {
        return heads.isEmpty() && unlisted.isEmpty() && documents.isEmpty();
    }

    void add(final Head head) {
        heads.add(head);
    }

    void documents(final List<PendingDocuments.Waiting> newDocuments) {
        documents = newDocuments;
    }

    void position(final long firstDocument, final long firstPoint) {
        position = Math.max(position, Math.min(firstDocument, firstPoint));
        isComplete = true;
    }
}
