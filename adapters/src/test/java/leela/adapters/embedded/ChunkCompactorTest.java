package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import leela.engine.batch.ChunkCutter;
import leela.engine.history.ChunkMerge;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    private Database database;
    private ChunkCompactor rechunk;
    private long version;

    @BeforeEach
    void openDatabase() {
        database = new Database(directory);
        rechunk = new ChunkCompactor(database);
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
    void shouldMergeAroundADamagedChunk() throws RocksDBException {
        write("a", DAY, 0, 1);
        database.rocks().put(RowKeyTest.chunk(bytes("a"), startNs(DAY, 1), ++version), new byte[] {1});
        write("b", DAY, 0, 2);
        write("b", DAY, 1, 3);
        assertThat(rechunk.run(DAY, NEVER)).isEqualTo(2);
        assertThat(points("b", DAY)).containsExactly("0=2.0", "1=3.0");
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
        final List<StoreBatch.Chunk> chunks = new ArrayList<>();
        new ChunkCutter().cut(bytes(key), times, bits, values.length, ++version, chunks);
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
