package leela.engine.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import leela.engine.batch.Batcher;
import leela.engine.batch.Recent;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.spi.Store;
import leela.engine.spi.StoreException;

/**
 * Deletes in an order that no crash undoes: what was published is written to the journal, what is in the journal to the
 * store, and only then the store deletes. So the journal's rest, which a start reads again, begins behind everything
 * that was deleted.
 * Thread: any, one at a time.
 * Memory: a page of keys, or a chunk.
 */
final class StoredDeletion implements Deletion {

    private static final long PATIENCE_MS = 60_000;
    private static final int BATCH = 1024;

    private final StoredHistory history;
    private final Store store;
    private final Recent recent;
    private final Batcher batcher;
    private final WriteBarrier barrier;
    private final Consumer<List<byte[]>> live;
    private final Counters counters;
    private final ReentrantLock turn = new ReentrantLock();

    StoredDeletion(
            final StoredHistory history,
            final Store store,
            final Recent recent,
            final Batcher batcher,
            final WriteBarrier barrier,
            final Consumer<List<byte[]>> live,
            final Counters counters) {
        this.history = history;
        this.store = store;
        this.recent = recent;
        this.batcher = batcher;
        this.barrier = barrier;
        this.live = live;
        this.counters = counters;
    }

    @Override
    public long points(final byte[] key, final long fromNs, final long toNs, final boolean isDry) {
        if (isDry) {
            return countPoints(key, fromNs, toNs);
        }
        final long[] count = {0};
        settle(version -> {
            final byte[] stored = history.stored(key);
            count[0] = countStored(stored, fromNs, toNs);
            store.deletePoints(stored, fromNs, toNs, version);
        });
        counters.add(EngineCounter.HISTORY_POINTS_DELETED, count[0]);
        return count[0];
    }

    @Override
    public long documents(final byte[] key, final long fromNs, final long toNs, final boolean isDry) {
        if (isDry) {
            return countDocuments(key, fromNs, toNs);
        }
        final long[] count = {0};
        settle(version -> {
            final byte[] stored = history.stored(key);
            final long from = history.firstPlace(fromNs);
            final long to = history.lastPlace(toNs);
            count[0] = count(store.documents(stored, from, to));
            store.deleteDocuments(stored, from, to, version);
        });
        counters.add(EngineCounter.HISTORY_DOCUMENTS_DELETED, count[0]);
        return count[0];
    }

    @Override
    public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit, final boolean isDry) {
        final KeyPage page = history.keys(filter, after, limit);
        if (isDry || page.keys().isEmpty()) {
            return page;
        }
        final List<byte[]> keys = page.keys();
        settle(version -> store.deleteKeys(keys, version), () -> recent.forget(keys));
        live.accept(keys);
        counters.add(EngineCounter.HISTORY_KEYS_DELETED, keys.size());
        return page;
    }

    private long countPoints(final byte[] key, final long fromNs, final long toNs) {
        final long[] times = new long[BATCH];
        final double[] values = new double[BATCH];
        long count = 0;
        try (History.Points points = history.points(key, fromNs, toNs)) {
            for (int read = points.read(times, values); read > 0; read = points.read(times, values)) {
                count += read;
            }
        }
        return count;
    }

    /** Without what came meanwhile, and stays. */
    private long countStored(final byte[] stored, final long fromNs, final long toNs) {
        long count = 0;
        try (Store.Chunks chunks = store.chunks(stored, fromNs, toNs)) {
            final ChunkMerge merge = new ChunkMerge(chunks, fromNs, toNs);
            while (merge.next()) {
                count++;
            }
        }
        return count;
    }

    private static long count(final Store.Documents documents) {
        long count = 0;
        try (documents) {
            while (documents.next()) {
                count++;
            }
        }
        return count;
    }

    private long countDocuments(final byte[] key, final long fromNs, final long toNs) {
        long count = 0;
        try (History.Documents documents = history.documents(key, fromNs, toNs)) {
            while (documents.next()) {
                count++;
            }
        }
        return count;
    }

    private void settle(final LongConsumer call) {
        settle(call, () -> {});
    }

    private void settle(final LongConsumer call, final Runnable behind) {
        boolean isMine = false;
        try {
            isMine = turn.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS);
            if (!isMine) {
                throw new HistoryException("Others delete just now; try again.", null);
            }
            awaitJournal();
            batcher.between(call, behind, PATIENCE_MS);
        } catch (final StoreException refused) {
            throw new HistoryException(refused.getMessage(), refused);
        } catch (final InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new HistoryException("The engine is ending.", ending);
        } finally {
            if (isMine) {
                turn.unlock();
            }
        }
    }

    private void awaitJournal() throws InterruptedException {
        final CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            if (!barrier.after(() -> written.complete(null))) {
                throw new HistoryException("The engine has no room for more just now; try again.", null);
            }
            written.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException | TimeoutException slow) {
            throw new HistoryException("The journal was not written in time; nothing was deleted.", slow);
        }
    }
}
