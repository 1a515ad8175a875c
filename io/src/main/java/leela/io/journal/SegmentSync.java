package leela.io.journal;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.runtime.NamedThreads;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was written to the disk every sync interval, and closes segments that the writer has left.
 * Thread: its own, {@code leela-jrnl-sync}; {@link #follow} the writer's.
 * Errors: a disk that refuses is told once per change of state.
 */
final class SegmentSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentSync.class);
    private static final long JOIN_MS = 30_000;

    private final long intervalNs;
    private final Runnable eachRound;
    private final Counters counters;
    private final Thread thread;
    private final ConcurrentLinkedQueue<SegmentFile> left = new ConcurrentLinkedQueue<>();
    private volatile SegmentFile active;
    private volatile boolean isClosed;

    // leela-jrnl-sync
    private long syncedBytes;
    private boolean isFailing;

    /** Brings the journal to the disk each {@code intervalNs}, and calls {@code eachRound}. */
    SegmentSync(final long intervalNs, final Runnable eachRound, final Counters counters, final ErrorHandler onError) {
        this.intervalNs = intervalNs;
        this.eachRound = eachRound;
        this.counters = counters;
        thread = NamedThreads.named("leela-jrnl-sync", onError, this::run);
    }

    void start() {
        thread.start();
    }

    /** The writer goes on to {@code next}, and touches the segment before it no more. */
    void follow(final SegmentFile next) {
        final SegmentFile before = active;
        active = next;
        if (before != null) {
            // only now: the sync thread closes what it finds here, and must not take it for the active one after that
            left.add(before);
        }
    }

    private void run() {
        while (!isClosed) {
            LockSupport.parkNanos(intervalNs);
            work();
        }
    }

    /** One round. */
    void work() {
        eachRound.run();
        try {
            for (SegmentFile done = left.peek(); done != null; done = left.peek()) {
                done.force();
                left.remove();
                done.close();
            }
            final long written = counters.read(JournalCounter.BYTES);
            final SegmentFile current = active;
            if (current != null && written != syncedBytes) {
                current.force();
                syncedBytes = written;
                counters.increment(JournalCounter.SYNCS);
            }
            if (isFailing) {
                isFailing = false;
                LOG.info("event=journal_syncing_again");
            }
        } catch (final IOException refused) {
            if (!isFailing) {
                isFailing = true;
                LOG.error(
                        "event=journal_sync_failed reason=\"{}\"; a power failure may cost more than sync_interval",
                        refused.getMessage());
            }
        }
    }

    /** Syncs for the last time and closes all; the writer must have stopped. */
    @Override
    public void close() throws IOException {
        isClosed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        work();
        final SegmentFile last = active;
        active = null;
        if (last != null) {
            last.close();
        }
    }
}
