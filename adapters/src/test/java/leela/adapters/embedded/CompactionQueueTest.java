package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import leela.engine.batch.ChunkCutter;
import leela.engine.counters.Counters;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A day that has small chunks is merged, whatever comes between. */
final class CompactionQueueTest {

    private static final long DAY = 20_000;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock((DAY + 2) * Store.DAY_NS);
    private final Counters counters = Counters.inMemory();
    private Database database;
    private CompactionQueue queue;

    private void open(final String name) throws IOException {
        database = new Database(Files.createDirectories(directory.resolve(name)), new SystemClock());
        queue = new CompactionQueue(database, new Rewrites(), clock, counters);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void shouldMergeADayThatWasBeingMergedWhenItWasKilled() throws IOException {
        open("killed");
        write(0);
        write(1);
        final AtomicBoolean isCopied = new AtomicBoolean();
        queue.merge(() -> {
            if (!isCopied.getAndSet(true)) {
                copyTo("left");
            }
            return false;
        });
        assertThat(counters.read(EmbeddedCounter.RECHUNKED)).isEqualTo(2);
        database.close();

        open("left");
        queue.merge(() -> false);
        assertThat(counters.read(EmbeddedCounter.RECHUNKED)).isEqualTo(4);
    }

    @Test
    void shouldMergeAgainWhatComesWhileTheDayIsMerged() throws IOException {
        open("store");
        write(0);
        write(1);
        final AtomicBoolean hasCome = new AtomicBoolean();
        queue.merge(() -> {
            if (!hasCome.getAndSet(true)) {
                write(2);
            }
            return false;
        });
        queue.merge(() -> false);
        assertThat(counters.read(EmbeddedCounter.RECHUNKED)).isEqualTo(4);
        queue.merge(() -> false);
        assertThat(counters.read(EmbeddedCounter.RECHUNKED))
                .as("nothing is left to do")
                .isEqualTo(4);
    }

    /** As a kill would leave it whose memory had just gone to the disk. */
    private void copyTo(final String name) {
        database.flush();
        try (Checkpoint checkpoint = Checkpoint.create(database.rocks())) {
            checkpoint.createCheckpoint(directory.resolve(name).toString());
        } catch (final RocksDBException refused) {
            throw new AssertionError(refused);
        }
    }

    /** A chunk of one point, as the store writes it. */
    private void write(final int second) {
        final List<StoreBatch.Chunk> chunks = new ArrayList<>();
        new ChunkCutter()
                .cut(
                        "a".getBytes(StandardCharsets.UTF_8),
                        new long[] {DAY * Store.DAY_NS + second * 1_000_000_000L},
                        new long[] {Double.doubleToRawLongBits(second)},
                        1,
                        second + 1L,
                        chunks);
        try (WriteBatch rows = new WriteBatch()) {
            new ChunkWrites().put(chunks.get(0), rows);
            final Set<Long> fresh = queue.note(chunks, rows);
            database.write(rows);
            queue.written(fresh);
        } catch (final RocksDBException refused) {
            throw new AssertionError(refused);
        }
    }
}
