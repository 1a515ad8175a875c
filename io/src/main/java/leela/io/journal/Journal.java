package leela.io.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.history.StorageConfig;
import leela.engine.runtime.Clock;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in one directory: its files, the handler that writes and the reader that follows.
 *
 * <pre>
 *   start: Journal.open(…), the store, StoredHistory.open(reader(), …), which calls resume;
 *          start(), the batcher's start(), the ring
 *          with handler() behind the timeline
 *   close: the ring, the batcher, the store, journal.close()
 * </pre>
 *
 * Thread: the service's.
 * Memory: two records; one mapped segment, which is the page cache's.
 * Errors: {@link JournalException} if the directory cannot be used or is another process's.
 */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final FileChannel lockChannel;
    private final SegmentCatalog catalog = new SegmentCatalog();
    private final JournalLedger ledger;
    private final SegmentPool pool;
    private final SegmentSync sync;
    private final JournalHandler handler;
    private final JournalReader reader;
    private final Backlog backlog;
    private long endPosition;
    private long oldestCreatedNs;
    private long lastNumber;

    private Journal(
            final Path directory,
            final FileChannel lockChannel,
            final StorageConfig config,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError)
            throws IOException {
        this.lockChannel = lockChannel;
        ledger = new JournalLedger(counters);
        recover(directory);
        pool = new SegmentPool(
                directory,
                lastNumber + 1,
                SegmentLengths.of(config.journalLimit()),
                catalog,
                ledger,
                clock,
                counters,
                onError);
        backlog = new Backlog(directory, config.journalLimit(), catalog, ledger, clock, counters);
        sync = new SegmentSync(config.syncInterval().toNanos(), backlog::work, counters, onError);
        handler = new JournalHandler(pool, sync, catalog, ledger, clock);
        reader = new JournalReader(this, catalog, ledger);
        handler.startAt(endPosition, endPosition);
    }

    /** Opens what is there and finds its end; makes the directory if need be. No thread runs before {@link #start}. */
    public static Journal open(
            final Path directory,
            final StorageConfig config,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        FileChannel lockChannel = null;
        try {
            Files.createDirectories(directory);
            lockChannel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(lockChannel)) {
                throw new JournalException("The journal in " + directory + " is in use by another process.", null);
            }
            return new Journal(directory, lockChannel, config, clock, counters, onError);
        } catch (final IOException refused) {
            CloseHelper.quietClose(lockChannel);
            throw new JournalException(
                    "The journal in " + directory + " cannot be opened: " + refused.getMessage() + ".", refused);
        } catch (final RuntimeException refused) {
            CloseHelper.quietClose(lockChannel);
            throw refused;
        }
    }

    /** What the ring shows its entries to. */
    public JournalHandler handler() {
        return handler;
    }

    /** What the batcher reads. */
    public JournalReader reader() {
        return reader;
    }

    /** Whether entries are lost because the disk takes none. Thread: any. */
    public boolean isRefusing() {
        return handler.isRefusing();
    }

    /** Behind the last entry that an earlier process left. */
    public long endPosition() {
        return endPosition;
    }

    /** Starts preparing and syncing segments. */
    public void start() {
        pool.work();
        pool.start();
        sync.start();
    }

    /** One round of what the threads do, for tests that drive it by hand. */
    void work() {
        pool.work();
        sync.work();
    }

    /** Ends the threads, syncs and unmaps. The ring must have ended, and the reader's thread. */
    @Override
    public void close() {
        handler.stop();
        CloseHelper.closeAll(reader, sync, pool, lockChannel);
    }

    /** The backend has everything before {@code position}: new entries come behind it, whatever was found here. */
    void begin(final long position) {
        ledger.begin(position, endPosition);
        backlog.begin(endPosition, oldestCreatedNs);
        handler.startAt(endPosition, Math.max(position, endPosition));
    }

    private static boolean lock(final FileChannel channel) throws IOException {
        try {
            final FileLock lock = channel.tryLock();
            return lock != null;
        } catch (final OverlappingFileLockException ours) {
            return false;
        }
    }

    /** Lists what is there. A segment ends where the next one says it was due; only the newest is walked. */
    private void recover(final Path directory) throws IOException {
        Path newest = null;
        long newestNumber = 0;
        for (final long number : numbersIn(directory)) {
            final Path path = directory.resolve(JournalDescriptor.fileName(number));
            lastNumber = number;
            try (Segment segment = Segment.open(path, number)) {
                if (segment.hasHeader()) {
                    catalog.end(segment.positionDue());
                    ledger.hole(segment.positionDue(), segment.firstPosition());
                    oldestCreatedNs = catalog.size() == 0 ? segment.createdNs() : oldestCreatedNs;
                    catalog.add(new SegmentCatalog.Entry(number, path, segment.length(), segment.firstPosition()));
                    newest = path;
                    newestNumber = number;
                } else {
                    Files.delete(path);
                }
            }
        }
        if (newest != null) {
            try (Segment segment = Segment.open(newest, newestNumber)) {
                endPosition = endOf(segment);
            }
            catalog.end(endPosition);
        }
    }

    private static List<Long> numbersIn(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file ->
                            JournalDescriptor.numberOf(file.getFileName().toString()))
                    .filter(number -> number >= 0)
                    .sorted()
                    .toList();
        }
    }

    private static long endOf(final Segment segment) {
        final RecordDecoder decoder = new RecordDecoder(position -> {});
        final SegmentCursor cursor = new SegmentCursor(decoder);
        cursor.begin(segment);
        long end = segment.firstPosition();
        while (cursor.advance(segment.length()) == SegmentCursor.Step.RECORD) {
            end = decoder.firstPosition() + decoder.count();
        }
        final int torn = tornBytes(segment, cursor.offset());
        if (torn > 0) {
            LOG.warn(
                    "event=journal_tail_cut segment={} offset={} bytes={} position={}",
                    segment.path(),
                    cursor.offset(),
                    torn,
                    end);
        }
        return end;
    }

    /** Bytes up to the last that is not zero, behind the last whole record. */
    private static int tornBytes(final Segment segment, final int end) {
        if (end + Integer.BYTES <= segment.length() && segment.buffer().getInt(end) == JournalDescriptor.END) {
            return 0;
        }
        int last = segment.length();
        while (last > end && segment.buffer().getByte(last - 1) == 0) {
            last--;
        }
        return last - end;
    }
}
