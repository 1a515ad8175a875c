package leela.adapters.embedded;

import java.util.List;
import leela.engine.spi.Store;

/** Chunks in memory, as a cursor. Thread: one. */
final class WindowChunks implements Store.Chunks {

    private final List<Row> chunks;
    private int index = -1;

    /** A chunk as it was read: the row's key, and its value. */
    record Row(byte[] key, byte[] bytes) {
        long startNs() {
            return RowKey.startOf(key);
        }

        long version() {
            return RowKey.versionOf(key);
        }
    }

    WindowChunks(final List<Row> chunks) {
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
