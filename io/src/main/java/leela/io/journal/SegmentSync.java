package leela.io.journal;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was written to the disk twice a sync interval, so that nothing waits for longer than one, and closes
 * segments that the writer has left. A segment of which one sync failed is not believed again, since the system may
 * have dropped what it could not write and say nothing of it the next time: the writer leaves it, and it is written
 * anew.
 * Thread: its own, {@code leela-jrnl-sync}; {@link #follow} and {@link #leave} the writer's.
 * Errors: a disk that refuses is told once per change of state; whatever else fails is reported, and tried again.
 */
final class SegmentSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentSync.class);
    private static final long JOIN_MS = 30_000;

    /** Brings a segment to the disk. */
    interface Forcing {
        void force(SegmentFile segment) throws IOException;
    }

    private final long halfIntervalNs;
    private final Runnable eachRound;
    private final Forcing forcing;
    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;
    private final Thread thread;
    private final ConcurrentLinkedQueue<SegmentFile> left = new ConcurrentLinkedQueue<>();
    private volatile SegmentFile active;
    private volatile boolean isClosed;

    // leela-jrnl-sync
    private long syncedBytes;
    private boolean isFailing;

    /** Keeps within {@code intervalNs}, and calls {@code eachRound}. */
    SegmentSync(
            final long intervalNs,
            final Runnable eachRound,
            final Forcing forcing,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.halfIntervalNs = intervalNs / 2;
        this.eachRound = eachRound;
        this.forcing = forcing;
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        thread = NamedThreads.named("leela-jrnl-sync", onError, this::run);
    }

    void start() {
        thread.start();
    }

    /** The writer has begun this segment. */
    void follow(final SegmentFile next) {
        active = next;
    }

    /** The writer touches this segment no more. */
    void leave(final SegmentFile done) {
        active = null;
        // only now: the sync thread closes what it finds here, and must not take it for the active one after that
        left.add(done);
    }

    /** The one that is written, or null. */
    SegmentFile active() {
        return active;
    }

    private void run() {
        final DutyCycle cycle = DutyCycle.ofThisThreadsLongWork();
        while (!isClosed) {
            final long beganNs = clock.ticksNs();
            cycle.begin(beganNs);
            try {
                work();
            } catch (final Throwable fault) {
                onError.onError(BackgroundFault.of("syncing the journal", fault));
            }
            final long endedNs = clock.ticksNs();
            cycle.end(endedNs);
            LockSupport.parkNanos(pauseNs(beganNs, endedNs));
        }
    }

    /** Rounds begin half an interval apart, however long they take: what comes behind a sync waits for the next. */
    long pauseNs(final long beganNs, final long nowNs) {
        return Math.max(1, beganNs + halfIntervalNs - nowNs);
    }

    /** One round. */
    void work() {
        eachRound.run();
        try {
            for (SegmentFile done = left.peek(); done != null; done = left.peek()) {
                bringToDisk(done);
                left.remove();
                done.close();
            }
            final long written = counters.read(JournalCounter.BYTES);
            final SegmentFile current = active;
            if (current != null && !current.isDoubtful() && written != syncedBytes) {
                force(current);
                syncedBytes = written;
                counters.increment(JournalCounter.SYNCS);
            }
            if (isFailing && (current == null || !current.isDoubtful())) {
                isFailing = false;
                LOG.info("event=journal_syncing_again");
            }
        } catch (final IOException refused) {
            if (!isFailing) {
                isFailing = true;
                LOG.error(
                        "event=journal_sync_failed reason=\"{}\"; a power failure may cost more than sync_interval "
                                + "until what was written is written anew",
                        refused.getMessage());
            }
        }
    }

    private void bringToDisk(final SegmentFile done) throws IOException {
        if (!done.isDoubtful()) {
            force(done);
        } else if (done.isThere()) {
            done.rewrite();
        }
    }

    private void force(final SegmentFile segment) throws IOException {
        try {
            forcing.force(segment);
        } catch (final IOException refused) {
            segment.doubt();
            throw refused;
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
        if (active != null) {
            leave(active);
        }
        work();
        for (SegmentFile last = left.poll(); last != null; last = left.poll()) {
            last.close();
        }
    }
}
