package leela.engine.history;

import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkException;
import leela.engine.chunk.PointSums;
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
        if (!decoder.moveTo(fromNs)) {
            throw new ChunkException("chunk: times do not ascend");
        }
        return true;
    }

    /** As {@link ChunkDecoder#sum}. */
    boolean sum(final PointSums sums, final long beforeNs) {
        return decoder.sum(sums, beforeNs);
    }

    /** As {@link ChunkDecoder#skip}. */
    boolean skip() {
        return decoder.skip();
    }

    /** As {@link ChunkDecoder#read}. */
    int read(final long[] times, final double[] values, final int at, final int most, final long beforeNs) {
        return decoder.read(times, values, at, most, beforeNs);
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
