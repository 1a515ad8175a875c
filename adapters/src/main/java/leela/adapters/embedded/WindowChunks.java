package leela.adapters.embedded;

import java.util.List;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;

/** Chunks in memory, as a cursor. Thread: one. */
final class WindowChunks implements Store.Chunks {

    private final List<StoreBatch.Chunk> chunks;
    private int index = -1;

    WindowChunks(final List<StoreBatch.Chunk> chunks) {
        this.chunks = chunks;
    }

    @Override
    public boolean next() {
        return ++index < chunks.size();
    }

    @Override
    public long startNs() {
        return chunks.get(index).startNs();
    }

    @Override
    public long version() {
        return chunks.get(index).version();
    }

    @Override
    public byte[] bytes() {
        return chunks.get(index).bytes();
    }

    @Override
    public void close() {
        // nothing to let go of
    }
}
