package leela.engine.history;

import java.util.List;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkEncoder;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Cuts the points of a key into chunks: none crosses midnight, none is longer than a chunk may be.
 * Thread: its owner's.
 * Memory: about 1 MiB at construction; the bytes of each chunk.
 */
public final class ChunkCutter {

    private final ChunkEncoder encoder = new ChunkEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(ChunkDescriptor.MAX_POINTS)]);

    /** Adds the chunks of {@code count} points in ascending time to {@code rows}. */
    public void cut(final byte[] key, final long[] times, final long[] bits, final int count, final long version,
            final List<StoreBatch.Chunk> rows) {
        int from = 0;
        while (from < count) {
            final int length = lengthFrom(times, from, count);
            final int bytes = encoder.encode(times, bits, from, length, buffer, 0);
            final byte[] chunk = new byte[bytes];
            buffer.getBytes(0, chunk);
            rows.add(new StoreBatch.Chunk(key, times[from], times[from + length - 1], version, length, chunk));
            from += length;
        }
    }

    private static int lengthFrom(final long[] times, final int from, final int count) {
        final int end = Math.min(count, from + ChunkDescriptor.MAX_POINTS);
        final long day = Math.floorDiv(times[from], Store.DAY_NS);
        if (Math.floorDiv(times[end - 1], Store.DAY_NS) == day) {
            return end - from;
        }
        int at = from + 1;
        while (Math.floorDiv(times[at], Store.DAY_NS) == day) {
            at++;
        }
        return at - from;
    }
}
