package leela.engine.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import leela.engine.batch.ChunkExcerpt;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyScan;

/** A store in memory that fails when told to, for tests. Thread: any; a batch is written under a lock. */
public final class MemoryStore implements Store {

    private record Place(byte[] key, long timeNs, long version) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparing(Place::key, Arrays::compareUnsigned)
                .thenComparingLong(Place::timeNs)
                .thenComparingLong(Place::version);

        @Override
        public int compareTo(final Place other) {
            return ORDER.compare(this, other);
        }
    }

    private final KeyCase keyCase;
    private final NavigableMap<Place, byte[]> chunks = new ConcurrentSkipListMap<>();
    private final NavigableMap<Place, byte[]> documents = new ConcurrentSkipListMap<>();
    private final TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    private StoreBatch.Mark mark = StoreBatch.Mark.NONE;
    private StoreException failure;
    private StoreException deletionFailure;
    private int writes;
    private int keysWritten;
    private volatile Runnable beforeWrites = () -> {};

    /** Keeps keys as they come. */
    public MemoryStore() {
        this(KeyCase.KEPT);
    }

    public MemoryStore(final KeyCase keyCase) {
        this.keyCase = keyCase;
    }

    /** Every call fails with this from now on; null heals it. */
    public synchronized void failWith(final StoreException newFailure) {
        failure = newFailure;
    }

    /** Every deletion fails with this from now on; null heals it. */
    public synchronized void failDeletionsWith(final StoreException newFailure) {
        deletionFailure = newFailure;
    }

    private void checkDeletion() {
        check();
        if (deletionFailure != null) {
            throw deletionFailure;
        }
    }

    /** Runs on the writer's thread before each write. */
    public void beforeWrites(final Runnable newBeforeWrites) {
        beforeWrites = newBeforeWrites;
    }

    /** Writes that succeeded. */
    public synchronized int writes() {
        return writes;
    }

    /** Keys in all of them, each as often as it was written. */
    public synchronized int keysWritten() {
        return keysWritten;
    }

    public int chunkCount() {
        return chunks.size();
    }

    @Override
    public Optional<KeyCase> keyCase() {
        return Optional.of(keyCase);
    }

    @Override
    public synchronized List<byte[]> spellings(final byte[] key, final int limit) {
        check();
        return keys.contains(key)
                ? List.of(key)
                : keys.stream()
                        .filter(one -> FoldedKey.compare(one, key) == 0)
                        .limit(limit)
                        .toList();
    }

    @Override
    public synchronized StoreBatch.Mark mark() {
        return mark;
    }

    @Override
    public void write(final StoreBatch batch) {
        beforeWrites.run();
        put(batch);
    }

    private synchronized void put(final StoreBatch batch) {
        check();
        for (final StoreBatch.Chunk chunk : batch.chunks()) {
            final byte[] bytes = new byte[chunk.bytes().remaining()];
            chunk.bytes().get(chunk.bytes().position(), bytes);
            chunks.put(new Place(chunk.key(), chunk.startNs(), chunk.version()), bytes);
        }
        for (final StoreBatch.Document document : batch.documents()) {
            documents.put(new Place(document.key(), document.timeNs(), 0), document.json());
        }
        keys.addAll(batch.keys());
        keysWritten += batch.keys().size();
        mark = batch.mark();
        writes++;
    }

    @Override
    public synchronized Chunks chunks(final byte[] key, final long fromNs, final long toNs) {
        check();
        final Place first = new Place(key, Math.floorDiv(fromNs, DAY_NS) * DAY_NS, Long.MIN_VALUE);
        return new ChunkRows(new ArrayList<>(chunks.subMap(first, true, new Place(key, toNs, Long.MAX_VALUE), true)
                .entrySet()));
    }

    @Override
    public synchronized Documents documents(final byte[] key, final long fromNs, final long toNs) {
        check();
        return new DocumentRows(
                new TreeMap<>(documents.subMap(new Place(key, fromNs, 0), true, new Place(key, toNs, 0), true)));
    }

    @Override
    public synchronized void reach() {
        check();
    }

    /** A copy of what is there. */
    @Override
    public synchronized Keys keys(final byte[] prefix, final byte[] after) {
        check();
        return new KeyRows(new ArrayList<>(keys.tailSet(prefix, true)), prefix, after);
    }

    @Override
    public Optional<TagIndex> tagIndex() {
        return Optional.of(new MemoryTags(this));
    }

    @Override
    public synchronized void deletePoints(final byte[] key, final long fromNs, final long toNs, final long version) {
        checkDeletion();
        final ChunkExcerpt excerpt = new ChunkExcerpt();
        final Place first = new Place(key, Math.floorDiv(fromNs, DAY_NS) * DAY_NS, Long.MIN_VALUE);
        final List<StoreBatch.Chunk> left = new ArrayList<>();
        for (final var row : new ArrayList<>(chunks.subMap(first, true, new Place(key, toNs, Long.MAX_VALUE), true)
                .entrySet())) {
            if (excerpt.reaches(row.getValue(), fromNs)) {
                chunks.remove(row.getKey());
                excerpt.without(fromNs, toNs, key, row.getKey().version(), row.getValue(), left);
            }
        }
        for (final StoreBatch.Chunk chunk : left) {
            final byte[] bytes = new byte[chunk.bytes().remaining()];
            chunk.bytes().get(chunk.bytes().position(), bytes);
            chunks.put(new Place(key, chunk.startNs(), chunk.version()), bytes);
        }
    }

    @Override
    public synchronized void deleteDocuments(final byte[] key, final long fromNs, final long toNs, final long version) {
        checkDeletion();
        documents
                .subMap(new Place(key, fromNs, 0), true, new Place(key, toNs, 0), true)
                .clear();
    }

    @Override
    public synchronized void deleteKeys(final List<byte[]> gone, final long version) {
        checkDeletion();
        for (final byte[] key : gone) {
            chunks.keySet().removeIf(place -> Arrays.equals(place.key(), key));
            documents.keySet().removeIf(place -> Arrays.equals(place.key(), key));
            keys.remove(key);
        }
    }

    /** The key's retention is over. */
    public synchronized void forgetKey(final byte[] key) {
        keys.remove(key);
    }

    /** Keeps what it has. */
    @Override
    public void close() {
        // nothing to let go of
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private static final class ChunkRows implements Chunks {
        private final Iterator<NavigableMap.Entry<Place, byte[]>> rows;
        private NavigableMap.Entry<Place, byte[]> row;

        ChunkRows(final List<NavigableMap.Entry<Place, byte[]>> rows) {
            this.rows = rows.iterator();
        }

        @Override
        public boolean next() {
            row = rows.hasNext() ? rows.next() : null;
            return row != null;
        }

        @Override
        public long startNs() {
            return row.getKey().timeNs();
        }

        @Override
        public long version() {
            return row.getKey().version();
        }

        @Override
        public byte[] bytes() {
            return row.getValue();
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }

    private static final class KeyRows implements Keys {
        private final Iterator<byte[]> rows;
        private byte[] row;

        KeyRows(final List<byte[]> all, final byte[] prefix, final byte[] after) {
            rows = all.stream()
                    .takeWhile(key -> KeyScan.startsWith(key, prefix))
                    .filter(key -> Arrays.compareUnsigned(key, after) > 0)
                    .iterator();
        }

        @Override
        public boolean next() {
            row = rows.hasNext() ? rows.next() : null;
            return row != null;
        }

        @Override
        public byte[] key() {
            return row;
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }

    private static final class DocumentRows implements Documents {
        private final NavigableMap<Place, byte[]> rows;
        private NavigableMap.Entry<Place, byte[]> row;

        DocumentRows(final NavigableMap<Place, byte[]> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            row = rows.pollFirstEntry();
            return row != null;
        }

        @Override
        public long timeNs() {
            return row.getKey().timeNs();
        }

        @Override
        public byte[] json() {
            return row.getValue();
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}
