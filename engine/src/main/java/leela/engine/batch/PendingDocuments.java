package leela.engine.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import leela.engine.spi.StoreBatch;

/**
 * Documents that are not with the store yet, in the order they came. They are written soon, so there are few.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: the documents, and about 120 bytes each beside; the batcher stops reading when they are too many.
 */
final class PendingDocuments {

    /** What a document costs in heap beside its bytes: two records, an array's head, places in lists. */
    private static final int OVERHEAD = 120;

    /** A document, its place in the log, and the head of its key. */
    record Waiting(long position, Head head, StoreBatch.Document document) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> sealed = List.of();
    private long bytes;

    void add(final long position, final Head head, final StoreBatch.Document document) {
        waiting.add(new Waiting(position, head, document));
        bytes += OVERHEAD + document.json().length;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What they cost in heap. */
    long bytes() {
        return bytes;
    }

    /** Position of the oldest that is in no write, or {@code otherwise}. */
    long firstPosition(final long otherwise) {
        return waiting.isEmpty() ? otherwise : waiting.peek().position();
    }

    /**
     * Takes at most {@code limit} into a write, with those that are in it already; of equal key and time the last
     * stays, as the store keeps it.
     */
    List<Waiting> seal(final int limit) {
        final List<Waiting> taken = new ArrayList<>(sealed);
        sealed = taken;
        while (taken.size() < limit && !waiting.isEmpty()) {
            taken.add(waiting.peek());
            waiting.remove();
        }
        return taken;
    }

    /** What was sealed is with the store; tells the head of each. */
    void release(final Consumer<Head> onReleased) {
        for (final Waiting one : sealed) {
            bytes -= OVERHEAD + one.document().json().length;
            onReleased.accept(one.head());
        }
        sealed = List.of();
    }

    /** Those of a key and range, by time; the last one of each. */
    NavigableMap<Long, byte[]> of(final byte[] key, final long fromNs, final long toNs) {
        final NavigableMap<Long, byte[]> found = new TreeMap<>();
        for (final Waiting one : sealed) {
            take(found, one.document(), key, fromNs, toNs);
        }
        for (final Waiting one : waiting) {
            take(found, one.document(), key, fromNs, toNs);
        }
        return found;
    }

    private static void take(
            final NavigableMap<Long, byte[]> found,
            final StoreBatch.Document document,
            final byte[] key,
            final long fromNs,
            final long toNs) {
        if (document.timeNs() >= fromNs && document.timeNs() <= toNs && Arrays.equals(document.key(), key)) {
            found.put(document.timeNs(), document.json());
        }
    }
}
