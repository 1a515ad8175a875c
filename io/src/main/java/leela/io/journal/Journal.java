package leela.io.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
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

    /**
     * What a journal held when the process before this one ended, as its counters tell.
     *
     * @param oldest position of the first entry that was there and not stored
     * @param end    behind its last entry; 0 where that is not known
     */
    public record Reach(long oldest, long end) {

        /** Nobody knows. */
        public static final Reach UNKNOWN = new Reach(0, 0);

        /** What these counters of another process say. */
        public static Reach of(final Counters counters) {
            return new Reach(told(counters, JournalCounter.OLDEST), told(counters, JournalCounter.END));
        }

        /** 0 in those of a version that did not tell. */
        private static long told(final Counters counters, final JournalCounter which) {
            return counters.sum(which.description().family());
        }
    }

    private final FileChannel lockChannel;
    private final SegmentCatalog catalog = new SegmentCatalog();
    private final JournalLedger ledger;
    private final JournalRoom room;
    private final SegmentPool pool;
    private final SegmentSync sync;
    private final JournalHandler handler;
    private final JournalReader reader;
    private final Backlog backlog;
    private final JournalRecovery recovery;
    private final Journal.Reach earlier;

    private Journal(
            final Path directory,
            final Journal.Reach earlier,
            final FileChannel lockChannel,
            final StorageConfig config,
            final Clock clock,
            final SegmentSync.Forcing forcing,
            final Counters counters,
            final ErrorHandler onError)
            throws IOException {
        this.lockChannel = lockChannel;
        this.earlier = earlier;
        ledger = new JournalLedger(counters);
        recovery = new JournalRecovery(directory, earlier, catalog, ledger, counters);
        recovery.run();
        room = new JournalRoom(directory, config.journalLimit());
        pool = new SegmentPool(directory, recovery.lastNumber() + 1, room, catalog, ledger, clock, counters, onError);
        backlog = new Backlog(room, catalog, ledger, clock, counters);
        sync = new SegmentSync(config.syncInterval().toNanos(), backlog::work, forcing, clock, counters, onError);
        handler = new JournalHandler(pool, sync, catalog, ledger, clock);
        reader = new JournalReader(this, catalog, ledger, config.journalLimit() / 2);
        handler.startAt(endPosition(), endPosition());
    }

    /** Opens what is there and finds its end; makes the directory if need be. No thread runs before {@link #start}. */
    public static Journal open(
            final Path directory,
            final StorageConfig config,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        return open(directory, Journal.Reach.UNKNOWN, config, clock, counters, onError);
    }

    /** The same where it is known what should be there. */
    public static Journal open(
            final Path directory,
            final Journal.Reach earlier,
            final StorageConfig config,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        return open(directory, earlier, config, clock, SegmentFile::force, counters, onError);
    }

    /** The same with another way to the disk, for tests. */
    static Journal open(
            final Path directory,
            final Journal.Reach earlier,
            final StorageConfig config,
            final Clock clock,
            final SegmentSync.Forcing forcing,
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
            SegmentFile.forceFolder(directory.toAbsolutePath().getParent());
            return new Journal(directory, earlier, lockChannel, config, clock, forcing, counters, onError);
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

    /** Whether what comes is kept, and what was here has been read. Thread: any; answers from memory. */
    public JournalState state() {
        final Optional<JournalRefusal> next = pool.refusal();
        final long room = handler.room() + pool.ready();
        return new JournalState(
                handler.refusal().or(() -> next.filter(why -> room < JournalDescriptor.MAX_RECORD_LENGTH)),
                next,
                room,
                reader.isRecovered());
    }

    /** The store writes to the same disk: the journal leaves it room. Before {@link #start}. */
    public void shareDisk() {
        room.share();
    }

    /** Whether the disk has no room for a further file. Thread: any. */
    boolean isOutOfRoom() {
        return pool.isFailing();
    }

    /** Behind the last entry that an earlier process left. */
    public long endPosition() {
        return recovery.endPosition();
    }

    /** When the last came that an earlier process wrote, to the record; 0 where nobody knows. */
    public long lastArrivalNs() {
        return recovery.lastArrivalNs();
    }

    /** Starts preparing and syncing segments. */
    public void start() {
        pool.work();
        pool.start();
        sync.start();
    }

    SegmentSync sync() {
        return sync;
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
        CloseHelper.closeAll(reader, sync);
        // whoever looks at the counters afterwards finds how it ended
        backlog.work();
        CloseHelper.closeAll(pool, lockChannel);
    }

    /**
     * The backend has everything before {@code stored}, and {@code position} is the first entry behind that which is
     * still here; new entries come behind both, whatever was found.
     */
    void begin(final long stored, final long position) {
        final long end = endPosition();
        final long gone = Math.max(stored, Math.min(earlier.oldest(), position));
        final boolean isGone = earlier.end() > 0 && position > gone;
        if (catalog.size() == 0 && earlier.end() > Math.max(stored, earlier.oldest())) {
            beginBehindNothing(Math.max(stored, earlier.oldest()));
            return;
        }
        if ((stored > 0 || recovery.isBeginningDamaged() || isGone) && position > stored) {
            final long from = stored > 0 || recovery.isBeginningDamaged() ? stored : gone;
            ledger.begin(from, Math.max(position, end));
            final JournalCounter cause =
                    recovery.isFrontDamaged() ? JournalCounter.DISCARDED_DAMAGE : JournalCounter.DISCARDED_LIMIT;
            final long before = isGone ? gone : position;
            final long entries =
                    ledger.lost(cause, from, before) + ledger.lost(JournalCounter.DISCARDED_DAMAGE, before, position);
            LOG.error(
                    "event=journal_entries_missing entries={} from={} to={} before={}; {}",
                    entries,
                    from,
                    position,
                    recovery.oldest(),
                    isGone
                            ? "files that were there when the engine ended are gone or damaged"
                            : "they were given up, or their files are gone or damaged");
        } else {
            ledger.begin(position, end);
        }
        backlog.begin(end, recovery.oldestCreatedNs());
        handler.startAt(end, Math.max(position, end));
    }

    /** All files are gone, with what waited in them. */
    private void beginBehindNothing(final long from) {
        final long end = earlier.end();
        ledger.begin(from, end);
        LOG.error(
                "event=journal_entries_missing entries={} from={} to={} before={}; all files of the journal are gone",
                ledger.lost(JournalCounter.DISCARDED_DAMAGE, from, end),
                from,
                end,
                recovery.oldest());
        backlog.begin(end, recovery.oldestCreatedNs());
        handler.startAt(end, end);
    }

    private static boolean lock(final FileChannel channel) throws IOException {
        try {
            final FileLock lock = channel.tryLock();
            return lock != null;
        } catch (final OverlappingFileLockException ours) {
            return false;
        }
    }
}
