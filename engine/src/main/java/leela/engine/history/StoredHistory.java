package leela.engine.history;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import leela.engine.batch.BatchLimits;
import leela.engine.batch.Batcher;
import leela.engine.batch.PointList;
import leela.engine.batch.Recent;
import leela.engine.chunk.ChunkException;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.AskedKey;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Spares;
import leela.engine.spi.EntryLog;
import leela.engine.spi.Store;
import leela.engine.spi.StoreException;
import org.agrona.ErrorHandler;

/**
 * History as the store and the batcher's memory have it together: a point is seen from one of them at least, from the
 * moment the batcher has read it.
 *
 * <pre>
 *   final StoredHistory history = StoredHistory.open(reader, store, config, limits, clock, counters, onError);
 *   history.batcher().start(…) … history.batcher().close(), then the store, then the journal
 * </pre>
 *
 * Thread: any.
 * Memory: see {@link Batcher}; a cursor holds the newest points of its key and range, and the chunks that overlap.
 * Errors: {@link HistoryException} where the store does not answer or a chunk is damaged.
 */
public final class StoredHistory implements History {

    /** Readers of chunks that are kept for the next who read: as many as read at a time, as a rule. */
    private static final int MOST_SPARE = 16;

    private final Store store;
    private final Recent recent;
    private final Batcher batcher;
    private final long resolutionNs;
    private final long retentionNs;
    private final Clock clock;
    private final Counters counters;
    private final Spares<ChunkSource> sources = new Spares<>(MOST_SPARE, ChunkSource::new);
    private final Spares<PointList> lists = new Spares<>(MOST_SPARE, PointList::new);

    private StoredHistory(
            final Store store,
            final Recent recent,
            final Batcher batcher,
            final StorageConfig config,
            final Clock clock,
            final Counters counters) {
        this.store = store;
        this.recent = recent;
        this.batcher = batcher;
        this.resolutionNs = config.resolution().toNanos();
        this.retentionNs = config.retention().toNanos();
        this.clock = clock;
        this.counters = counters;
    }

    /** Takes up where the store ended: sets the log to its mark. Starts no thread. */
    public static StoredHistory open(
            final EntryLog log,
            final Store store,
            final StorageConfig config,
            final BatchLimits limits,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        final Recent recent =
                new Recent(config.resolution().toNanos(), config.retention().toNanos(), limits);
        final Batcher batcher = new Batcher(log, store, recent, limits, config.batchSize(), clock, counters, onError);
        return new StoredHistory(store, recent, batcher, config, clock, counters);
    }

    public Batcher batcher() {
        return batcher;
    }

    /** Who keeps keys beside it gives its copy of one, so that there is no second; before the batcher starts. */
    public void shareKeys(final UnaryOperator<byte[]> sharedKey) {
        recent.shareKeys(sharedKey);
    }

    /**
     * Deletes from it; {@code barrier} tells when what was published is in the log, {@code live} hears which keys are
     * gone as a whole.
     */
    public Deletion deletion(final WriteBarrier barrier, final Consumer<List<byte[]>> live) {
        return new StoredDeletion(this, store, recent, batcher, barrier, live, counters);
    }

    @Override
    public Points points(final byte[] key, final long fromNs, final long toNs) {
        final long from = kept(fromNs);
        final StoredPoints points = read(stored(key), from, toNs);
        final byte[] canonical = AskedKey.canonical(key);
        if (canonical == key || !points.isEmpty()) {
            return points;
        }
        points.close();
        return read(stored(canonical), from, toNs);
    }

    private StoredPoints read(final byte[] stored, final long from, final long toNs) {
        final PointList newest = lists.take();
        recent.copyPoints(stored, from, toNs, newest);
        Store.Chunks rows = null;
        try {
            rows = store.chunks(stored, from, toNs);
            return new StoredPoints(newest, lists, rows, from, toNs, sources, counters);
        } catch (final StoreException | ChunkException fault) {
            if (rows != null) {
                rows.close();
            }
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
    }

    @Override
    public Documents documents(final byte[] key, final long fromNs, final long toNs) {
        final byte[] stored = stored(key);
        final long from = firstPlace(kept(fromNs));
        final long to = lastPlace(toNs);
        final NavigableMap<Long, byte[]> newest = recent.documents(stored, from, to);
        try {
            return new StoredDocuments(newest, store.documents(stored, from, to), resolutionNs, counters);
        } catch (final StoreException fault) {
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
    }

    @Override
    public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit) {
        final KeyCase keyCase = keyCase();
        final KeyScan scan = new KeyScan(filter, keyCase);
        if (scan.isEmpty()) {
            return KeyPage.NONE;
        }
        final byte[] behind = keyCase.of(after);
        // first: a key that is written in between is then in both, not in neither
        final KeyPage newest = recent.unlisted().matching(scan, behind, limit, KeyMerge.MOST_LOOKED_AT);
        try (Store.Keys stored = TaggedKeys.of(store, scan, behind)) {
            return new KeyMerge(newest, scan, limit).page(stored);
        } catch (final StoreException fault) {
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
    }

    @Override
    public List<byte[]> tagNames(final byte[] prefix, final int limit) {
        return read(() -> new StoredTags(store, recent, keyCase()).names(prefix, limit));
    }

    @Override
    public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
        return read(() -> new StoredTags(store, recent, keyCase()).values(tag, prefix, limit));
    }

    private <T> T read(final Supplier<T> reading) {
        try {
            return reading.get();
        } catch (final StoreException fault) {
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
    }

    @Override
    public List<byte[]> spellings(final byte[] key, final int limit) {
        final byte[] wanted = keyCase().of(key);
        if (recent.isKnown(wanted)) {
            return List.of(wanted);
        }
        // first: a key that is written in between is then in both, not in neither
        final List<byte[]> newest = recent.spellings(wanted, limit);
        final TreeSet<byte[]> found = new TreeSet<>(Arrays::compareUnsigned);
        try {
            found.addAll(store.spellings(wanted, limit));
        } catch (final StoreException fault) {
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
        if (found.contains(wanted)) {
            return List.of(wanted);
        }
        found.addAll(newest);
        return found.stream().limit(limit).toList();
    }

    /** The key that is meant by this one, as it is stored; where there is none, it may well be this one. */
    byte[] stored(final byte[] key) {
        final KeyCase keyCase = keyCase();
        if (keyCase == KeyCase.FOLDED) {
            return keyCase.of(key);
        }
        final List<byte[]> found = spellings(key, AmbiguousKeyException.MOST);
        if (found.size() > 1) {
            throw new AmbiguousKeyException(found);
        }
        return found.isEmpty() ? key : found.get(0);
    }

    /** A store that was never reached has not told; whatever is asked of it then says so. */
    private KeyCase keyCase() {
        final KeyCase known = recent.keyCase();
        return known == null ? store.keyCase().orElse(KeyCase.KEPT) : known;
    }

    /** Where the documents of a time begin: those of one resolution step stand beside each other within it. */
    long firstPlace(final long fromNs) {
        return -Math.floorDiv(-fromNs, resolutionNs) * resolutionNs;
    }

    /** Where the documents of a time end. */
    long lastPlace(final long toNs) {
        final long place = Math.floorDiv(toNs, resolutionNs) * resolutionNs;
        return Math.max(place, place + resolutionNs - 1);
    }

    /** What is older than retention is gone, whether the store has removed it yet or not. */
    private long kept(final long fromNs) {
        return Math.max(0, retentionNs == 0 ? fromNs : Math.max(fromNs, clock.timeNs() - retentionNs));
    }
}
