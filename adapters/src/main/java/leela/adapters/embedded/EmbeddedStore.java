package leela.adapters.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.counters.Counters;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.spi.PartState;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import leela.engine.spi.TagIndex;
import org.agrona.ErrorHandler;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History in a RocksDB under one directory. Writes go to its memory together with their mark, and to the disk every
 * half a minute, or when the journal needs room: the mark that {@link #mark} tells is the one on the disk, and the
 * journal keeps what lies behind it.
 * Thread: see {@link Store}; flushes, expiry and merging of small chunks on its own, {@code leela-embedded}.
 * Memory: native, see {@link Database}; a cursor holds one row.
 * Errors: {@link StoreException}; a fault of the background work, whatever it is, is counted, reported once, and tried
 * again after a growing pause.
 */
public final class EmbeddedStore implements Store {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

    private static final long FLUSH_NS = 30 * Clock.NANOS_PER_SECOND;
    private static final long ROUND_NS = Clock.NANOS_PER_SECOND;
    private static final long LONGEST_PAUSE_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final long EXPIRE_NS = 600 * Clock.NANOS_PER_SECOND;
    private static final long CLOSE_MS = 10_000;

    private final Database database;
    private final CompactionQueue days;
    private final KeyRows keyRows;
    private final TagRows tagRows;
    private final Rewrites rewrites = new Rewrites();
    private final ReentrantLock flushing = new ReentrantLock();
    private final EmbeddedDeletion deletion;
    private final Expiry expiry;
    private final Clock clock;
    private final Counters counters;
    private final CloseGuard users = new CloseGuard();
    private final ChunkWrites chunkWrites = new ChunkWrites();
    private final Thread thread;
    private volatile StoreBatch.Mark written;
    private volatile StoreBatch.Mark durable;
    private volatile boolean isFlushDue;
    private volatile boolean isEnding;

    // leela-embedded
    private volatile long flushedNs;
    private long expiredNs;
    private long pauseNs = ROUND_NS;
    private String reported = "";

    private EmbeddedStore(
            final Path directory,
            final Optional<KeyCase> askedCase,
            final Duration retention,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        database = new Database(directory, clock);
        this.clock = clock;
        this.counters = counters;
        days = new CompactionQueue(database, rewrites, clock, counters);
        tagRows = new TagRows(database, users);
        deletion = new EmbeddedDeletion(database, tagRows);
        try {
            keyRows = KeyRows.open(database, tagRows, directory, askedCase);
            tagRows.complete();
            expiry = new Expiry(database, tagRows, retention.toNanos(), clock, counters);
            written = RowKey.markOf(database.get(RowKey.MARK));
        } catch (final RuntimeException refused) {
            database.close();
            throw refused;
        }
        thread = NamedThreads.named("leela-embedded", onError, this::run);
        durable = written;
        flushedNs = clock.ticksNs();
        expiredNs = flushedNs - EXPIRE_NS;
    }

    /** How a library in a jar gets to its file. */
    public interface Unpacking {
        void unpackUnlessThere(URL packed, Path library) throws IOException;
    }

    /** Unpacks RocksDB's native library into this folder, unless it is there, and loads it; to be called first. */
    public static void loadLibraryFrom(final Path folder, final Unpacking unpacking) throws IOException {
        RocksLibrary.loadFrom(folder, unpacking);
    }

    /** Opens the store with its keys as they are, or makes an empty one. */
    public static EmbeddedStore open(
            final Path directory,
            final Duration retention,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        return open(directory, Optional.empty(), retention, clock, counters, onError);
    }

    /**
     * Opens the store, or makes an empty one; its keys are as asked, or as they are where nothing is. Its own thread
     * runs from {@link #start} on.
     */
    public static EmbeddedStore open(
            final Path directory,
            final Optional<KeyCase> askedCase,
            final Duration retention,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        try {
            Files.createDirectories(directory);
        } catch (final IOException refused) {
            throw new StoreException(
                    "The store in " + directory + " cannot be made: " + refused.getMessage() + ".", false, refused);
        }
        return new EmbeddedStore(directory, askedCase, retention, clock, counters, onError);
    }

    /** Starts the background work. */
    public void start() {
        thread.start();
    }

    /**
     * What cannot be read any more, since when, and what to do; empty as long as nothing of that kind was met. It does
     * not heal.
     */
    public Optional<PartState> damage() {
        return database.damage();
    }

    @Override
    public Optional<KeyCase> keyCase() {
        return Optional.of(keyRows.keyCase());
    }

    @Override
    public StoreBatch.Mark mark() {
        return durable;
    }

    @Override
    public void write(final StoreBatch batch) {
        users.enter();
        tagRows.begin();
        try (WriteBatch rows = new WriteBatch()) {
            for (final StoreBatch.Chunk chunk : batch.chunks()) {
                chunkWrites.put(chunk, rows);
            }
            final Set<Long> fresh = days.note(batch.chunks(), rows);
            final byte[] today = expiry.today();
            for (final StoreBatch.Document document : batch.documents()) {
                rows.put(
                        RowKey.document(DayRows.dayOf(document.timeNs()), document.key(), document.timeNs()),
                        document.json());
                keyRows.put(document.key(), today, rows);
            }
            for (final byte[] key : batch.keys()) {
                keyRows.put(key, today, rows);
            }
            rows.put(RowKey.MARK, RowKey.bytes(batch.mark()));
            database.write(rows);
            days.written(fresh);
            written = batch.mark();
            expiry.written(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        } finally {
            tagRows.end();
            users.leave();
        }
    }

    /** Within a second. */
    @Override
    public void settle() {
        isFlushDue = true;
    }

    @Override
    public Chunks chunks(final byte[] key, final long fromNs, final long toNs) {
        final RowCursor rows = open();
        try {
            return new EmbeddedChunks(rows, users, key, DayRows.days(rows, RowKey.CHUNK, fromNs, toNs));
        } catch (final RuntimeException refused) {
            close(rows);
            throw refused;
        }
    }

    @Override
    public Documents documents(final byte[] key, final long fromNs, final long toNs) {
        final RowCursor rows = open();
        try {
            return new EmbeddedDocuments(rows, users, key, DayRows.days(rows, RowKey.DOCUMENT, fromNs, toNs), fromNs);
        } catch (final RuntimeException refused) {
            close(rows);
            throw refused;
        }
    }

    @Override
    public Keys keys(final byte[] prefix, final byte[] after) {
        final RowCursor rows = open();
        try {
            return new EmbeddedKeys(rows, users, prefix, after, expiry.oldestKeptDay());
        } catch (final RuntimeException refused) {
            close(rows);
            throw refused;
        }
    }

    @Override
    public Optional<TagIndex> tagIndex() {
        return Optional.of(tagRows);
    }

    @Override
    public List<byte[]> spellings(final byte[] key, final int limit) {
        users.enter();
        try {
            return keyRows.spellings(key, limit, expiry.oldestKeptDay());
        } finally {
            users.leave();
        }
    }

    @Override
    public void deletePoints(final byte[] key, final long fromNs, final long toNs, final long version) {
        delete(() -> deletion.points(key, fromNs, toNs));
    }

    @Override
    public void deleteDocuments(final byte[] key, final long fromNs, final long toNs, final long version) {
        delete(() -> deletion.documents(key, fromNs, toNs));
    }

    @Override
    public void deleteKeys(final List<byte[]> keys, final long version) {
        delete(() -> keys.forEach(deletion::key));
    }

    /** Behind the flush the mark, too, is behind what was deleted. */
    private void delete(final Runnable rows) {
        users.enter();
        try {
            rewrites.delete(rows);
            flush();
        } finally {
            users.leave();
        }
    }

    /**
     * Copies the running store, as it is on the disk after a flush, into a directory that must not be there. Fails
     * where a file of the copy is damaged, too; then the copy is left.
     */
    public void backup(final Path directory) {
        users.enter();
        try (Checkpoint checkpoint = Checkpoint.create(database.rocks())) {
            flush();
            checkpoint.createCheckpoint(directory.toAbsolutePath().toString());
        } catch (final RocksDBException refused) {
            throw new StoreException(
                    "The backup to " + directory + " failed: " + refused.getMessage() + ".", false, refused);
        } finally {
            users.leave();
        }
        // by files of its own: the store may be closed meanwhile
        EmbeddedBackup.verify(directory);
    }

    @Override
    public void close() {
        isEnding = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MS);
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (users.close(CLOSE_MS) && !thread.isAlive()) {
            try {
                flush();
            } finally {
                database.close();
            }
        }
    }

    // ---- background work

    private void run() {
        final DutyCycle cycle = DutyCycle.ofThisThreadsLongWork();
        while (!isEnding) {
            cycle.end(clock.ticksNs());
            LockSupport.parkNanos(pauseNs);
            cycle.begin(clock.ticksNs());
            try {
                work(clock.ticksNs());
                pauseNs = ROUND_NS;
            } catch (final Throwable fault) {
                // the thread must go on whatever it was: without its flushes the journal would grow to its limit
                pauseNs = Math.min(LONGEST_PAUSE_NS, 2 * pauseNs);
                counters.increment(EmbeddedCounter.ERRORS);
                final String reason = fault instanceof StoreException ? fault.getMessage() : fault.toString();
                if (!reported.equals(reason)) {
                    reported = reason;
                    LOG.error("event=embedded_work_failed reason=\"{}\"; it is tried again", reason);
                }
            }
        }
    }

    void work(final long nowNs) {
        database.checkBackground();
        if ((isFlushDue || nowNs - flushedNs >= FLUSH_NS) && written != durable) {
            isFlushDue = false;
            flush();
        }
        if (nowNs - expiredNs >= EXPIRE_NS) {
            expiredNs = nowNs;
            expire();
            mergeSettledDays();
            counters.set(EmbeddedCounter.DISK_BYTES, database.diskBytes());
            reported = "";
        }
    }

    /** Drops the days whose retention is over. */
    void expire() {
        expiry.run();
    }

    void mergeSettledDays() {
        days.merge(() -> isEnding);
    }

    /** Brings what was written to the disk; {@link #mark} tells it from then on. */
    void flush() {
        flushing.lock();
        try {
            final StoreBatch.Mark before = written;
            database.flush();
            durable = before;
            flushedNs = clock.ticksNs();
            counters.increment(EmbeddedCounter.FLUSHES);
        } finally {
            flushing.unlock();
        }
    }

    /**
     * Merges what is settled and brings the files into their final form, as the background work does in time. For
     * measurements.
     */
    public void compact() {
        mergeSettledDays();
        flush();
        database.compact();
    }

    private RowCursor open() {
        users.enter();
        try {
            return database.rows();
        } catch (final RuntimeException refused) {
            users.leave();
            throw refused;
        }
    }

    private void close(final RowCursor rows) {
        rows.close();
        users.leave();
    }
}
