package leela.engine.batch;

import java.nio.ByteBuffer;
import java.util.List;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkEncoder;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.agrona.MutableDirectBuffer;

/**
 * Cuts the points of a key into chunks: none crosses midnight, none is longer than a chunk may be.
 * Thread: its owner's.
 * Memory: about 0.6 MiB at construction; {@link ChunkPages}.
 */
public final class ChunkCutter {

    private final ChunkEncoder encoder = new ChunkEncoder();
    private final ChunkPages pages = new ChunkPages();

    /**
     * Adds the chunks of {@code count} points in ascending time to {@code rows}; their bytes are good until {@link
     * #reuse}.
     */
    public void cut(
            final byte[] key,
            final long[] times,
            final long[] bits,
            final int count,
            final long version,
            final List<StoreBatch.Chunk> rows) {
        int from = 0;
        while (from < count) {
            final int length = lengthFrom(times, from, count);
            final MutableDirectBuffer room = pages.roomFor(length);
            final ByteBuffer bytes = pages.take(encoder.encode(times, bits, from, length, room, 0));
            rows.add(new StoreBatch.Chunk(key, times[from], times[from + length - 1], version, length, bytes));
            from += length;
        }
    }

    /** Nobody needs the bytes of the chunks cut so far: the next ones take their place. */
    public void reuse() {
        pages.reuse();
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
