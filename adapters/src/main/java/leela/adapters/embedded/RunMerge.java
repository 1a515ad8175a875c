package leela.adapters.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import leela.engine.batch.ChunkCutter;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.history.ChunkMerge;
import leela.engine.spi.StoreBatch;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Merges any number of overlapping chunks of one key and day. The chunks of one version are a run, within which none
 * overlap; {@value #WIDTH} runs of neighbouring versions become one of the highest of these, until one is left. New
 * chunks are written as they are made and the old ones deleted behind the last of them: in between, both say the same.
 * Thread: the store's own.
 * Memory: about {@value #WIDTH} chunks, 16,384 points, and the places of all rows.
 * Errors: {@link leela.engine.spi.StoreException}, {@link leela.engine.chunk.ChunkException}; no point is lost then.
 */
final class RunMerge {

    private static final int WIDTH = 128;
    private static final int WRITE_POINTS = 4 * ChunkDescriptor.MAX_POINTS;
    private static final Comparator<WindowChunks.Row> BY_START =
            Comparator.comparingLong(WindowChunks.Row::startNs).thenComparingLong(WindowChunks.Row::version);

    private final Database database;
    private final ChunkCutter cutter = new ChunkCutter();
    private final ChunkWrites chunkWrites = new ChunkWrites();
    private final long[] times = new long[WRITE_POINTS];
    private final long[] bits = new long[WRITE_POINTS];

    // of one merge
    private final Map<Long, WindowChunks.Row> newest = new HashMap<>();
    private final List<WaitingChunk> waiting = new ArrayList<>();
    private final List<WindowChunks.Row> written = new ArrayList<>();
    private byte[] key = {};
    private long version;

    /** A new chunk in the place of an old one that reaches beyond what has been written. */
    private record WaitingChunk(StoreBatch.Chunk chunk, long oldEndNs) {}

    RunMerge(final Database database) {
        this.database = database;
    }

    /** Merges rows of one key and day; how many were replaced. Leaves off between two merges when {@code isEnding}. */
    long run(final List<WindowChunks.Row> rows, final BooleanSupplier isEnding) {
        final TreeMap<Long, List<WindowChunks.Row>> byVersion = new TreeMap<>();
        rows.forEach(row -> byVersion
                .computeIfAbsent(row.version(), any -> new ArrayList<>())
                .add(row));
        List<List<WindowChunks.Row>> runs = new ArrayList<>(byVersion.values());
        key = RowKey.keyOf(rows.get(0).key());
        long replaced = 0;
        while (runs.size() > 1) {
            final List<List<WindowChunks.Row>> longer = new ArrayList<>();
            for (int i = 0; i < runs.size(); i += WIDTH) {
                if (isEnding.getAsBoolean()) {
                    return replaced;
                }
                final List<List<WindowChunks.Row>> group = runs.subList(i, Math.min(runs.size(), i + WIDTH));
                longer.add(group.size() == 1 ? group.get(0) : merge(group));
            }
            replaced += rows.size();
            runs = longer;
        }
        return replaced;
    }

    private List<WindowChunks.Row> merge(final List<List<WindowChunks.Row>> group) {
        final List<WindowChunks.Row> old = new ArrayList<>();
        group.forEach(old::addAll);
        old.sort(BY_START);
        newest.clear();
        waiting.clear();
        written.clear();
        final List<WindowChunks.Row> last = group.get(group.size() - 1);
        last.forEach(row -> newest.put(row.startNs(), row));
        version = last.get(0).version();
        final ChunkMerge merge = new ChunkMerge(new WindowChunks(old, database), Long.MIN_VALUE, Long.MAX_VALUE);
        int count = 0;
        while (merge.next()) {
            if (count == WRITE_POINTS) {
                write(count, times[count - 1]);
                count = 0;
            }
            times[count] = merge.timeNs();
            bits[count++] = merge.valueBits();
        }
        write(count, Long.MAX_VALUE);
        delete(old);
        return List.copyOf(written);
    }

    /** Writes these points; everything up to {@code doneNs} is in new chunks then. */
    private void write(final int count, final long doneNs) {
        final List<StoreBatch.Chunk> chunks = new ArrayList<>();
        cutter.reuse();
        cutter.cut(key, times, bits, count, version, chunks);
        try (WriteBatch batch = new WriteBatch()) {
            for (final WaitingChunk one : waiting) {
                if (one.oldEndNs() <= doneNs) {
                    chunkWrites.put(one.chunk(), batch);
                }
            }
            waiting.removeIf(one -> one.oldEndNs() <= doneNs);
            for (final StoreBatch.Chunk chunk : chunks) {
                final WindowChunks.Row old = newest.get(chunk.startNs());
                if (old == null || old.endNs() <= doneNs) {
                    chunkWrites.put(chunk, batch);
                } else {
                    waiting.add(new WaitingChunk(copyOf(chunk), old.endNs()));
                }
                written.add(new WindowChunks.Row(rowKey(chunk), new byte[0], chunk.endNs()));
            }
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    private void delete(final List<WindowChunks.Row> old) {
        final Set<ByteBuffer> kept = new HashSet<>();
        written.forEach(row -> kept.add(ByteBuffer.wrap(row.key())));
        try (WriteBatch batch = new WriteBatch()) {
            for (final WindowChunks.Row row : old) {
                if (!kept.contains(ByteBuffer.wrap(row.key()))) {
                    batch.delete(row.key());
                }
            }
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    private byte[] rowKey(final StoreBatch.Chunk chunk) {
        final ByteBuffer row = ByteBuffer.allocate(RowKey.MAX_LENGTH);
        RowKey.putChunk(row, chunk.key(), chunk.startNs(), chunk.version());
        final byte[] bytes = new byte[row.flip().remaining()];
        row.get(bytes);
        return bytes;
    }

    private static StoreBatch.Chunk copyOf(final StoreBatch.Chunk chunk) {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(chunk.bytes().remaining())
                .put(chunk.bytes().duplicate())
                .flip();
        return new StoreBatch.Chunk(
                chunk.key(), chunk.startNs(), chunk.endNs(), chunk.version(), chunk.points(), bytes);
    }
}
