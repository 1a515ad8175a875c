package leela.engine.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import leela.engine.chunk.ChunkDescriptor;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the chunks of one write lie, and those of the next after it: arrays of their own would be most of the garbage
 * of a running engine.
 * Thread: its owner's.
 * Memory: outside the heap, pages of 1 MiB, as many as the largest write needed.
 */
final class ChunkPages {

    private static final int PAGE_BYTES = 1 << 20;

    private final List<ByteBuffer> pages = new ArrayList<>();
    private final UnsafeBuffer tail = new UnsafeBuffer(0, 0);
    private int page = -1;
    private int used = PAGE_BYTES;

    /** Room for a chunk of so many points, whatever they are. */
    MutableDirectBuffer roomFor(final int points) {
        final int most = ChunkDescriptor.maxLength(points);
        if (PAGE_BYTES - used < most) {
            page++;
            used = 0;
            if (page == pages.size()) {
                pages.add(ByteBuffer.allocateDirect(PAGE_BYTES));
            }
        }
        tail.wrap(pages.get(page), used, most);
        return tail;
    }

    /** The first {@code length} bytes of that room, which nothing else is written to before {@link #reuse}. */
    ByteBuffer take(final int length) {
        used += length;
        return pages.get(page).slice(used - length, length);
    }

    /** Nobody needs what was taken so far. */
    void reuse() {
        page = -1;
        used = PAGE_BYTES;
    }
}
