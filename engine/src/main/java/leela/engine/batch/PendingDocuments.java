package leela.engine.batch;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import leela.engine.spi.StoreBatch;
import org.agrona.collections.Object2IntHashMap;

/**
 * Documents that are not with the store yet, in the order they came. They are written soon, so there are few.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: the documents, and about 120 bytes each beside; the batcher stops reading when they are too many.
 */
final class PendingDocuments {

    /** What a document costs in heap beside its bytes: two records, an array's head, places in lists. */
    private static final int OVERHEAD = 120;

    /** So much of them goes into a write, or little more. */
    private static final int WRITE_BYTES = 8 << 20;

    private static final int WRITE_DOCUMENTS = 20_000;

    /** A document, its place in the log, and the head of its key. */
    record Waiting(long position, Head head, StoreBatch.Document document) {}

    /** Where the store keeps one. */
    private record Place(ByteBuffer key, long timeNs) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> sealed = List.of();
    /** How many a head has, of those that have any. */
    private final Object2IntHashMap<Head> ofHead = new Object2IntHashMap<>(0);

    private long bytes;

    /**
     * The time under which one of several documents of a time is stored: a fraction of the resolution that only its
     * text decides. So it stands beside the others, and takes its own place again when the log is read once more.
     */
    static long beside(final byte[] json, final long cutNs, final long resolutionNs) {
        final CRC32C sum = new CRC32C();
        sum.update(json);
        return cutNs + sum.getValue() % resolutionNs;
    }

    void add(final long position, final Head head, final StoreBatch.Document document) {
        waiting.add(new Waiting(position, head, document));
        bytes += cost(document);
        ofHead.put(head, ofHead.getValue(head) + 1);
        head.hasDocuments(true);
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
     * Takes into a write what it has room for, with those that are in it already: many at once, since each write takes
     * time of its own, however small. Of equal key and time only the last one stays.
     */
    List<Waiting> seal() {
        final List<Waiting> taken = new ArrayList<>(sealed);
        sealed = taken;
        final Map<Place, Integer> places = new HashMap<>();
        int size = 0;
        for (int i = 0; i < WRITE_DOCUMENTS && size < WRITE_BYTES && !waiting.isEmpty(); i++) {
            final Waiting next = waiting.peek();
            final StoreBatch.Document document = next.document();
            final Place place = new Place(ByteBuffer.wrap(document.key()), document.timeNs());
            final Integer earlier = places.putIfAbsent(place, taken.size());
            if (earlier == null) {
                taken.add(next);
            } else {
                bytes -= cost(taken.set(earlier, next).document());
                removed(next.head());
            }
            size += document.json().length;
            waiting.remove();
        }
        return taken;
    }

    private static int cost(final StoreBatch.Document document) {
        return OVERHEAD + document.json().length;
    }

    /** What was sealed is with the store; tells the head of each. */
    void release(final Consumer<Head> onReleased) {
        for (final Waiting one : sealed) {
            bytes -= cost(one.document());
            removed(one.head());
            onReleased.accept(one.head());
        }
        sealed = List.of();
    }

    private void removed(final Head head) {
        final int left = ofHead.getValue(head) - 1;
        if (left > 0) {
            ofHead.put(head, left);
        } else {
            ofHead.removeKey(head);
            head.hasDocuments(false);
        }
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
