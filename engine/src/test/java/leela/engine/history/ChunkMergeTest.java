package leela.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import leela.engine.batch.ChunkCutter;
import leela.engine.runtime.HeapShare;
import leela.engine.spi.MemoryStore;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any number of overlapping chunks is read as one run, in bounded memory. */
final class ChunkMergeTest {

    private static final byte[] KEY = "a".getBytes(StandardCharsets.UTF_8);
    private static final long DAY_NS = 20_000L * Store.DAY_NS;

    private final SplittableRandom random = new SplittableRandom(3);
    private final ChunkCutter cutter = new ChunkCutter();
    private final MemoryStore store = new MemoryStore();
    private final TreeMap<Long, Long> expected = new TreeMap<>();

    @Test
    void shouldReadTheLastWriteOfEachTimeOfThousandsOfOverlappingChunks() {
        writeOverlapping(3_000, 50, 1_000_000_000L);
        assertThat(read()).isEqualTo(List.copyOf(expected.entrySet()).toString());
    }

    @Test
    void shouldRefuseInPlainWordsWhatWouldTakeTooMuchMemory() {
        final int chunks = 2 * 512;
        final int points = 4 * 1_024;
        final long[] times = new long[points];
        for (int version = 1; version <= chunks; version++) {
            for (int i = 0; i < points; i++) {
                times[i] = DAY_NS + (long) i * chunks + version;
            }
            write(times, new long[points], version);
        }
        assertThatThrownBy(this::read)
                .isInstanceOf(StoreException.class)
                .hasMessage("More than " + HeldPoints.MOST
                        + " points of the key overlap in time and were not merged yet; ask for a "
                        + "shorter range, or again later.");
    }

    @ParameterizedTest
    @CsvSource({"100000000, 86400", "5400000000, 109863", "1000000000000, 2097152"})
    void shouldHoldASixteenthOfTheHeapForAllReaders(final long heapBytes, final int points) {
        assertThat(HeldPoints.mostIn(HeapShare.READS.of(heapBytes))).isEqualTo(points);
    }

    private void writeOverlapping(final int chunks, final int points, final long unitNs) {
        for (int version = 1; version <= chunks; version++) {
            final TreeMap<Long, Long> run = new TreeMap<>();
            while (run.size() < points) {
                run.put(DAY_NS + random.nextLong(Store.DAY_NS / unitNs) * unitNs, random.nextLong(100));
            }
            write(
                    run.keySet().stream().mapToLong(Long::longValue).toArray(),
                    run.values().stream().mapToLong(Long::longValue).toArray(),
                    version);
            expected.putAll(run);
        }
    }

    private void write(final long[] times, final long[] bits, final int version) {
        final List<StoreBatch.Chunk> rows = new ArrayList<>();
        cutter.reuse();
        cutter.cut(KEY, times, bits, times.length, version, rows);
        store.write(new StoreBatch(
                rows, List.of(), List.of(), StoreBatch.NO_WITNESS, new StoreBatch.Mark(version, version)));
    }

    private String read() {
        final TreeMap<Long, Long> found = new TreeMap<>();
        final ChunkMerge merge =
                new ChunkMerge(store.chunks(KEY, DAY_NS, DAY_NS + Store.DAY_NS), DAY_NS, DAY_NS + Store.DAY_NS);
        while (merge.next()) {
            assertThat(found.put(merge.timeNs(), merge.valueBits())).isNull();
        }
        return List.copyOf(found.entrySet()).toString();
    }
}
