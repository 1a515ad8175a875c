package leela.engine.history;

import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkException;
import leela.engine.chunk.PointSums;
import leela.engine.spi.Store;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One chunk that is being read, as a run of points in ascending time.
 * Thread: its owner's.
 * Memory: 10 KiB, and room for the largest chunk so far.
 */
final class ChunkSource implements PointRun {

    /** Of so many, a chunk of a few thousand noisy points has room. */
    private static final int FIRST_ROOM = 8 << 10;

    private final ChunkDecoder decoder = new ChunkDecoder();
    private byte[] room = new byte[FIRST_ROOM];
    private final UnsafeBuffer buffer = new UnsafeBuffer(room);
    private long version;

    /** Begins with the chunk in hand; false if none of its points is as late as {@code fromNs}. */
    boolean open(final Store.Chunks rows, final long fromNs) {
        version = rows.version();
        int length = rows.copyTo(room);
        if (length > room.length) {
            room = new byte[BitUtil.findNextPositivePowerOfTwo(length)];
            buffer.wrap(room);
            length = rows.copyTo(room);
        }
        decoder.wrap(buffer, 0, length);
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
