package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import leela.engine.batch.ChunkCutter;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.history.ChunkMerge;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Merging changes no point, whatever happens in the middle of it. */
final class ChunkCompactorTest {

    private static final long DAY = 20_000;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    private Path directory;

    private final Rewrites rewrites = new Rewrites();
    private Database database;
    private ChunkCompactor rechunk;
    private final ChunkCutter cutter = new ChunkCutter();
    private long version;

    @BeforeEach
    void openDatabase() {
        database = new Database(directory, new SystemClock());
        rechunk = new ChunkCompactor(database, rewrites);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void shouldLeaveADayWhereItIsWhenMergingItFailed() throws RocksDBException {
        write("a", DAY, 0, 1);
        write("a", DAY, 1, 2);
        write("b", DAY + 1, 0, 3);
        assertThatThrownBy(() -> rechunk.run(DAY, failingAt(3))).hasMessage("no room");
        rechunk.run(DAY + 1, NEVER);
        assertThat(points("a", DAY)).containsExactly("0=1.0", "1=2.0");
        assertThat(points("a", DAY + 1)).isEmpty();
        rechunk.run(DAY, NEVER);
        assertThat(points("a", DAY)).containsExactly("0=1.0", "1=2.0");
    }

    @Test
    void shouldKeepTheLastWriteWhenItEndsBetweenOverlappingChunks() throws RocksDBException {
        write("a", DAY, 0, 1, 1, 1);
        write("a", DAY, 2, 20);
        write("a", DAY, 1, 300);
        rechunk.run(DAY, trueFrom(3));
        assertThat(points("a", DAY)).containsExactly("0=1.0", "1=300.0", "2=20.0");
    }

    @Test
    void shouldBringNothingBackThatIsDeletedMeanwhile() throws RocksDBException {
        write("a", DAY, 0, 1, 1);
        write("a", DAY, 2, 3);
        write("b", DAY, 0, 1);
        write("b", DAY, 1, 1);
        final AtomicBoolean isDeleted = new AtomicBoolean();
        rechunk.run(DAY, () -> {
            if (!isDeleted.getAndSet(true)) {
                rewrites.delete(() -> new EmbeddedDeletion(database, new TagRows(database, new CloseGuard()))
                        .points(bytes("a"), 0, startNs(DAY, 1)));
            }
            return false;
        });
        assertThat(points("a", DAY)).containsExactly("2=3.0");
        assertThat(rechunk.isComplete()).isFalse();
        rechunk.run(DAY, NEVER);
        assertThat(rechunk.isComplete()).isTrue();
        assertThat(points("a", DAY)).containsExactly("2=3.0");
        assertThat(points("b", DAY)).hasSize(2);
    }

    @Test
    void shouldMergeAroundADamagedChunk() throws RocksDBException {
        write("a", DAY, 0, 1);
        database.rocks().put(RowKeyTest.chunk(bytes("a"), startNs(DAY, 1), ++version), new byte[] {1});
        write("b", DAY, 0, 2);
        write("b", DAY, 1, 3);
        assertThat(rechunk.run(DAY, NEVER)).isEqualTo(2);
        assertThat(points("b", DAY)).containsExactly("0=2.0", "1=3.0");
    }

    @Test
    void shouldMergeMoreOverlappingChunksThanItHolds() throws RocksDBException {
        final List<String> expected = writeAtRandom(3_000, 40);
        rechunk.run(DAY, NEVER);
        assertThat(points("a", DAY)).isEqualTo(expected);
        assertThat(rows()).isEqualTo((expected.size() - 1) / ChunkDescriptor.MAX_POINTS + 1);
        assertThat(rechunk.run(DAY, NEVER)).as("nothing is left to do").isZero();
    }

    @Test
    void shouldLoseNothingWhenItEndsAmongOverlappingChunks() throws RocksDBException {
        final List<String> expected = writeAtRandom(600, 300);
        for (int round = 600; round < 608; round++) {
            rechunk.run(DAY, trueFrom(round));
            assertThat(points("a", DAY)).as("round %s", round).isEqualTo(expected);
        }
        write("a", DAY, 0, -1);
        rechunk.run(DAY, NEVER);
        assertThat(points("a", DAY)).hasSameSizeAs(expected).startsWith("0=-1.0");
    }

    @Test
    void shouldGoOnWhenAWriteOfManyFails() throws RocksDBException {
        final List<String> expected = writeAtRandom(400, 100);
        for (int failAt = 401; failAt < 410; failAt++) {
            final BooleanSupplier failing = failingAt(failAt);
            try {
                rechunk.run(DAY, failing);
            } catch (final StoreException injected) {
                assertThat(injected).hasMessage("no room");
            }
            assertThat(points("a", DAY)).isEqualTo(expected);
        }
        rechunk.run(DAY, NEVER);
        assertThat(points("a", DAY)).isEqualTo(expected);
        assertThat(rows()).isEqualTo((expected.size() - 1) / ChunkDescriptor.MAX_POINTS + 1);
    }

    /** As much as a client that sends a past day at random makes; to be run with a small heap. */
    @Test
    @Tag("slow")
    void shouldMergeElevenMillionPointsOfOneDay() throws RocksDBException {
        final int expected = writeAtRandom(11_000, 1_000).size();
        rechunk.run(DAY, NEVER);
        assertThat(points("a", DAY)).hasSize(expected);
    }

    /** Chunks of points at random seconds of the day; what is to be read of them. */
    private List<String> writeAtRandom(final int chunks, final int points) throws RocksDBException {
        final SplittableRandom random = new SplittableRandom(7);
        final TreeMap<Integer, Double> all = new TreeMap<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            final TreeMap<Integer, Double> seconds = new TreeMap<>();
            for (int i = 0; i < points; i++) {
                seconds.put(random.nextInt(86_400), (double) random.nextInt(1_000));
            }
            final long[] times =
                    seconds.keySet().stream().mapToLong(at -> startNs(DAY, at)).toArray();
            final long[] bits = seconds.values().stream()
                    .mapToLong(Double::doubleToRawLongBits)
                    .toArray();
            put("a", times, bits);
            all.putAll(seconds);
        }
        return all.entrySet().stream()
                .map(point -> point.getKey() + "=" + point.getValue())
                .toList();
    }

    private int rows() {
        int rows = 0;
        try (RowCursor cursor = database.rows()) {
            for (cursor.seek(RowKey.day(RowKey.CHUNK, DAY)); cursor.isValid() && cursor.key()[0] == RowKey.CHUNK; ) {
                rows++;
                cursor.next();
            }
        }
        return rows;
    }

    @Test
    void shouldNotMakeAKeyOlderWhenLatePointsComeToAnEarlierDay() throws RocksDBException {
        write("a", DAY, 0, 1);
        write("a", DAY - 100, 0, 1);
        rechunk.run(DAY, NEVER);
        rechunk.run(DAY - 100, NEVER);
        assertThat(database.get(RowKey.key(bytes("a")))).isEqualTo(RowKey.bytes(DAY));
    }

    private void write(final String key, final long day, final int second, final double... values)
            throws RocksDBException {
        final long[] times = new long[values.length];
        final long[] bits = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            times[i] = startNs(day, second + i);
            bits[i] = Double.doubleToRawLongBits(values[i]);
        }
        put(key, times, bits);
    }

    private void put(final String key, final long[] times, final long[] bits) throws RocksDBException {
        final List<StoreBatch.Chunk> chunks = new ArrayList<>();
        cutter.reuse();
        cutter.cut(bytes(key), times, bits, times.length, ++version, chunks);
        try (WriteBatch batch = new WriteBatch()) {
            for (final StoreBatch.Chunk chunk : chunks) {
                new ChunkWrites().put(chunk, batch);
            }
            database.write(batch);
        }
    }

    private List<String> points(final String key, final long day) {
        final List<String> found = new ArrayList<>();
        final CloseGuard users = new CloseGuard();
        users.enter();
        try (EmbeddedChunks rows =
                new EmbeddedChunks(database.rows(), users, bytes(key), new DayRows.Days(day, day, Long.MAX_VALUE))) {
            final ChunkMerge merge = new ChunkMerge(rows, 0, Long.MAX_VALUE);
            while (merge.next()) {
                found.add((merge.timeNs() - startNs(day, 0)) / SECOND_NS + "="
                        + Double.longBitsToDouble(merge.valueBits()));
            }
        }
        return found;
    }

    /** Says that it is ending from the row of this number on. */
    private static BooleanSupplier trueFrom(final int row) {
        final AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() >= row;
    }

    private static BooleanSupplier failingAt(final int row) {
        final BooleanSupplier isDue = trueFrom(row);
        return () -> {
            if (isDue.getAsBoolean()) {
                throw new StoreException("no room", true, null);
            }
            return false;
        };
    }

    private static long startNs(final long day, final int second) {
        return day * Store.DAY_NS + second * SECOND_NS;
    }

    private static byte[] bytes(final String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
