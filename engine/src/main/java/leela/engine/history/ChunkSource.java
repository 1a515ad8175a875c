package leela.engine.history;

import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkException;
import org.agrona.concurrent.UnsafeBuffer;

/** One chunk that is being read, as a run of points in ascending time. Thread: its owner's. */
final class ChunkSource implements PointRun {

    private final ChunkDecoder decoder = new ChunkDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private long version;

    /** Begins with a chunk; false if none of its points is as late as {@code fromNs}. */
    boolean open(final byte[] chunk, final long chunkVersion, final long fromNs) {
        version = chunkVersion;
        buffer.wrap(chunk);
        decoder.wrap(buffer, 0, chunk.length);
        if (decoder.lastNs() < fromNs) {
            return false;
        }
        while (decoder.next()) {
            if (decoder.timeNs() >= fromNs) {
                return true;
            }
        }
        throw new ChunkException("chunk: times do not ascend");
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public boolean next() {
        return decoder.next();
    }

    @Override
    public long timeNs() {
        return decoder.timeNs();
    }

    @Override
    public long valueBits() {
        return decoder.valueBits();
    }
}
