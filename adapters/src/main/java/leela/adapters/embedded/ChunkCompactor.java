package leela.adapters.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import leela.engine.batch.ChunkCutter;
import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkException;
import leela.engine.history.ChunkMerge;
import leela.engine.spi.StoreBatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the small chunks of a day that is over by as few as hold the same points. RowCursor that come meanwhile have
 * other places and higher versions, so nothing is lost to a race. Chunks that overlap are merged together or not at
 * all: the version of the merged one is the highest of theirs. Where more overlap than fit into memory, see {@link
 * RunMerge}.
 * Thread: the store's own.
 * Memory: the chunks of one key that overlap or follow each other, up to {@value #HELD_ROWS}, and the places of more.
 * Errors: {@link leela.engine.spi.StoreException}; chunks that are damaged stay as they are.
 */
final class ChunkCompactor {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkCompactor.class);

    private static final int WINDOW_POINTS = 4 * ChunkDescriptor.MAX_POINTS;
    private static final int HELD_ROWS = 256;
    private static final int HELD_POINTS = 16 * ChunkDescriptor.MAX_POINTS;

    private final Database database;
    private final ChunkCutter cutter = new ChunkCutter();
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final ChunkWrites chunkWrites = new ChunkWrites();
    private final RunMerge runMerge;
    private final List<WindowChunks.Row> window = new ArrayList<>();
    private long[] times = new long[WINDOW_POINTS];
    private long[] bits = new long[WINDOW_POINTS];
    private int points;
    private long endNs = Long.MIN_VALUE;
    private boolean isOverlapping;
    private long replaced;
    private final Rewrites rewrites;
    private long readBehind;
    private boolean isComplete;

    ChunkCompactor(final Database database, final Rewrites rewrites) {
        this.database = database;
        this.rewrites = rewrites;
        runMerge = new RunMerge(database);
    }

    /**
     * Goes through a day; how many chunks were replaced. Ends early when {@code isEnding}, and leaves what is in the
     * window then.
     */
    long run(final long day, final BooleanSupplier isEnding) {
        // an earlier run that failed may have left another day's chunks there
        clear();
        replaced = 0;
        byte[] key = {};
        isComplete = true;
        readBehind = rewrites.deletions();
        try (RowCursor rows = database.rows()) {
            for (rows.seek(RowKey.day(RowKey.CHUNK, day));
                    isComplete && isWithin(rows, day) && !isEnding.getAsBoolean();
                    rows.next()) {
                final byte[] row = rows.key();
                final byte[] rowKey = RowKey.keyOf(row);
                if (!Arrays.equals(rowKey, key)) {
                    close(isEnding);
                    key = rowKey;
                    noteLastSeen(key, day);
                }
                if (points >= WINDOW_POINTS && RowKey.startOf(row) > endNs) {
                    close(isEnding);
                }
                add(row, rows.value());
            }
        }
        if (!isEnding.getAsBoolean()) {
            close(isEnding);
        }
        return replaced;
    }

    /** Whether the last day was gone through to its end: it ends early where something is deleted meanwhile. */
    boolean isComplete() {
        return isComplete;
    }

    private static boolean isWithin(final RowCursor rows, final long day) {
        return rows.isValid() && RowKey.isOf(rows.key(), RowKey.CHUNK) && RowKey.dayOf(rows.key()) == day;
    }

    private void add(final byte[] row, final byte[] bytes) {
        try {
            decoder.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        } catch (final ChunkException damaged) {
            LOG.warn("event=embedded_chunk_damaged reason=\"{}\"", damaged.getMessage());
            return;
        }
        final boolean wasHeld = isHeld();
        isOverlapping |= RowKey.startOf(row) <= endNs;
        window.add(new WindowChunks.Row(row, bytes, decoder.lastNs()));
        points += decoder.count();
        endNs = Math.max(endNs, decoder.lastNs());
        if (!isHeld()) {
            final int first = wasHeld ? 0 : window.size() - 1;
            window.subList(first, window.size()).replaceAll(WindowChunks.Row::unread);
        }
    }

    private boolean isHeld() {
        return window.size() <= HELD_ROWS && points <= HELD_POINTS;
    }

    /** Merges what is in the window if that makes fewer rows, or too many overlap to be read at once; empties it. */
    private void close(final BooleanSupplier isEnding) {
        final int fewest = (points + ChunkDescriptor.MAX_POINTS - 1) / ChunkDescriptor.MAX_POINTS;
        if (window.size() > fewest || isOverlapping && !isHeld()) {
            try {
                isComplete &= rewrites.rewrite(readBehind, () -> {
                    if (isHeld()) {
                        replace();
                    } else {
                        replaced += runMerge.run(window, isEnding);
                    }
                });
            } catch (final ChunkException damaged) {
                LOG.warn("event=embedded_chunk_damaged reason=\"{}\"", damaged.getMessage());
            }
        }
        clear();
    }

    private void clear() {
        window.clear();
        points = 0;
        endNs = Long.MIN_VALUE;
        isOverlapping = false;
    }

    private void replace() {
        final int merged = merge();
        long version = Long.MIN_VALUE;
        for (final WindowChunks.Row chunk : window) {
            version = Math.max(version, chunk.version());
        }
        final List<StoreBatch.Chunk> rows = new ArrayList<>();
        cutter.reuse();
        cutter.cut(RowKey.keyOf(window.get(0).key()), times, bits, merged, version, rows);
        try (WriteBatch batch = new WriteBatch()) {
            for (final WindowChunks.Row chunk : window) {
                batch.delete(chunk.key());
            }
            for (final StoreBatch.Chunk chunk : rows) {
                chunkWrites.put(chunk, batch);
            }
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
        replaced += window.size();
    }

    private int merge() {
        if (points > times.length) {
            times = new long[points];
            bits = new long[points];
        }
        final ChunkMerge merge = new ChunkMerge(new WindowChunks(window, database), Long.MIN_VALUE, Long.MAX_VALUE);
        int count = 0;
        while (merge.next()) {
            times[count] = merge.timeNs();
            bits[count++] = merge.valueBits();
        }
        return count;
    }

    /** A day in the past that got late points does not make the key older than it is. */
    private void noteLastSeen(final byte[] key, final long day) {
        final byte[] noted = database.get(RowKey.key(key));
        if (noted != null && ByteBuffer.wrap(noted).getInt() >= day) {
            return;
        }
        isComplete &= rewrites.rewrite(readBehind, () -> {
            try (WriteBatch batch = new WriteBatch()) {
                KeyRows.putAll(key, RowKey.bytes(day), batch);
                database.write(batch);
            } catch (final RocksDBException refused) {
                throw database.failure("written", refused);
            }
        });
    }
}
