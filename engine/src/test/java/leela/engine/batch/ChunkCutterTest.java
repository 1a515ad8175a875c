package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.AllocationWatch;
import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Where a key's points are cut, and how long a chunk's bytes last. */
final class ChunkCutterTest {

    private static final byte[] KEY = {'k'};
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MIDNIGHT_NS = 20_000 * Store.DAY_NS;
    /** Of bits drawn at random a chunk takes some 36 KiB, so these take several pages. */
    private static final int KEYS = 100;

    private final ChunkCutter cutter = new ChunkCutter();
    private final List<StoreBatch.Chunk> chunks = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void shouldCutAtMidnight() {
        cut(MIDNIGHT_NS - 3 * SECOND_NS, random.longs(5).toArray());
        assertThat(chunks).extracting(StoreBatch.Chunk::points).containsExactly(3, 2);
        assertThat(chunks)
                .extracting(StoreBatch.Chunk::endNs)
                .containsExactly(MIDNIGHT_NS - SECOND_NS, MIDNIGHT_NS + SECOND_NS);
    }

    @Test
    void shouldCutWhatIsLongerThanAChunkMayBe() {
        cut(MIDNIGHT_NS, random.longs(ChunkDescriptor.MAX_POINTS + 1).toArray());
        assertThat(chunks).extracting(StoreBatch.Chunk::points).containsExactly(ChunkDescriptor.MAX_POINTS, 1);
    }

    @Test
    void shouldKeepTheBytesOfEveryChunkOfAWrite() {
        final long[][] values = new long[KEYS][];
        for (int i = 0; i < KEYS; i++) {
            values[i] =
                    random.longs(1 + random.nextInt(ChunkDescriptor.MAX_POINTS)).toArray();
            cut(MIDNIGHT_NS, values[i]);
        }
        assertThat(chunks).hasSize(KEYS);
        for (int i = 0; i < KEYS; i++) {
            assertThat(bits(chunks.get(i))).isEqualTo(values[i]);
        }
    }

    @Test
    void shouldTakeItsMemoryOnceForAllWrites() {
        final long[] values = random.longs(ChunkDescriptor.MAX_POINTS).toArray();
        final Runnable write = () -> {
            chunks.clear();
            cutter.reuse();
            for (int i = 0; i < KEYS; i++) {
                cut(MIDNIGHT_NS, values);
            }
        };
        write.run();
        final long[] places = places();
        final long[] inside = new AllocationWatch(Thread.currentThread().getId()).leastOf(write);
        assertThat(places()).isEqualTo(places);
        assertThat(inside[0] / KEYS)
                .as("bytes a chunk, the times that the test makes beside it")
                .isLessThan(200 + Long.BYTES * values.length);
    }

    private void cut(final long startNs, final long... values) {
        final long[] times = new long[values.length];
        Arrays.setAll(times, i -> startNs + i * SECOND_NS);
        cutter.cut(KEY, times, values, values.length, 1, chunks);
    }

    private static long[] bits(final StoreBatch.Chunk chunk) {
        final ChunkDecoder decoder = new ChunkDecoder()
                .wrap(new UnsafeBuffer(chunk.bytes()), 0, chunk.bytes().remaining());
        final long[] bits = new long[decoder.count()];
        for (int i = 0; decoder.next(); i++) {
            bits[i] = decoder.valueBits();
        }
        return bits;
    }

    private long[] places() {
        return chunks.stream()
                .mapToLong(chunk -> new UnsafeBuffer(chunk.bytes()).addressOffset())
                .toArray();
    }
}
