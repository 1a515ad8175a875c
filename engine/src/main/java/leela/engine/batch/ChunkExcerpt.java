package leela.engine.batch;

import java.util.List;
import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.spi.StoreBatch;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is left of a chunk when a range of time is taken out of it: none, one or two chunks of the same version.
 * Thread: its owner's.
 * Memory: a chunk's points; see {@link ChunkCutter}.
 * Errors: {@link leela.engine.chunk.ChunkException} for a damaged chunk.
 */
public final class ChunkExcerpt {

    private final ChunkDecoder decoder = new ChunkDecoder();
    private final ChunkCutter cutter = new ChunkCutter();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final long[] times = new long[ChunkDescriptor.MAX_POINTS];
    private final long[] bits = new long[ChunkDescriptor.MAX_POINTS];

    /** Whether the range touches the chunk, which begins no later than that ends. */
    public boolean reaches(final byte[] chunk, final long fromNs) {
        buffer.wrap(chunk);
        return decoder.wrap(buffer, 0, chunk.length).lastNs() >= fromNs;
    }

    /** Adds what is left to {@code rows}; its bytes are good until {@link #reuse}. */
    public void without(
            final long fromNs,
            final long toNs,
            final byte[] key,
            final long version,
            final byte[] chunk,
            final List<StoreBatch.Chunk> rows) {
        buffer.wrap(chunk);
        decoder.wrap(buffer, 0, chunk.length);
        int count = 0;
        while (decoder.next()) {
            if (decoder.timeNs() > toNs && count > 0 && times[count - 1] < fromNs) {
                cutter.cut(key, times, bits, count, version, rows);
                count = 0;
            }
            if (decoder.timeNs() < fromNs || decoder.timeNs() > toNs) {
                times[count] = decoder.timeNs();
                bits[count++] = decoder.valueBits();
            }
        }
        cutter.cut(key, times, bits, count, version, rows);
    }

    /** Nobody needs the chunks cut so far. */
    public void reuse() {
        cutter.reuse();
    }
}
