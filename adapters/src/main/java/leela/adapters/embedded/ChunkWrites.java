package leela.adapters.embedded;

import java.nio.ByteBuffer;
import leela.engine.spi.StoreBatch;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Puts chunks into a write straight from where they lie, with no copy on the heap. Thread: its owner's. Memory: one
 * row's key.
 */
final class ChunkWrites {

    private final ByteBuffer row = ByteBuffer.allocateDirect(RowKey.MAX_LENGTH);

    void put(final StoreBatch.Chunk chunk, final WriteBatch rows) throws RocksDBException {
        RowKey.putChunk(row.clear(), chunk.key(), chunk.startNs(), chunk.version());
        final ByteBuffer bytes = chunk.bytes();
        final int start = bytes.position();
        rows.put(row.flip(), bytes);
        // the call has moved it, and the batch may have to be written again
        bytes.position(start);
    }
}
