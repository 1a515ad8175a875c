package leela.io.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
 * Keeps segments ready for the writer, removes those that were acknowledged, and keeps the journal within its limit.
 * Thread: its own, {@code leela-jrnl-prep}; {@link #take} and {@link #isFailing} the writer's.
 * Errors: a full disk is told once, and tried again every second; beyond the limit the oldest segment is given up, told
 * and counted.
 */
final class SegmentPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentPool.class);

    private static final int READY = 2;
    private static final long IDLE_NS = 20_000_000;
    private static final long RETRY_NS = Clock.NANOS_PER_SECOND;
    private static final long BUSY_NS = 10 * Clock.NANOS_PER_SECOND;
    private static final long QUIET_NS = 120 * Clock.NANOS_PER_SECOND;
    private static final long JOIN_MS = 5_000;
    private static final long TELL_NS = 60 * Clock.NANOS_PER_SECOND;

    private final Path directory;
    private final JournalRoom room;
    private final SegmentCatalog catalog;
    private final JournalLedger ledger;
    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;
    private final Thread thread;
    private final ConcurrentLinkedQueue<SegmentFile> spare = new ConcurrentLinkedQueue<>();
    private volatile Optional<JournalRefusal> refusal = Optional.empty();
    private volatile boolean isClosed;
    /** The writer waits. */
    private volatile boolean isWanted;

    // leela-jrnl-prep
    private long nextNumber;
    private long retryAtNs;
    private int length;
    private long lastTakenNs;
    private boolean isFirst = true;
    private boolean isGivingUpTold;
    private long givenUpToldNs;
    /** What was not told yet. */
    private int givenUp;

    private long entriesLost;
    private long entriesInMemory;

    SegmentPool(
            final Path directory,
            final long nextNumber,
            final JournalRoom room,
            final SegmentCatalog catalog,
            final JournalLedger ledger,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.directory = directory;
        this.nextNumber = nextNumber;
        this.room = room;
        this.catalog = catalog;
        this.ledger = ledger;
        this.clock = clock;
        this.counters = counters;
        this.onError = onError;
        length = room.first();
        lastTakenNs = clock.ticksNs();
        thread = NamedThreads.named("leela-jrnl-prep", onError, this::run);
    }

    void start() {
        thread.start();
    }

    /** A segment to write to, or null if none is ready just now. */
    SegmentFile take() {
        final SegmentFile taken = spare.poll();
        if (taken == null) {
            isWanted = true;
        }
        LockSupport.unpark(thread);
        return taken;
    }

    /** One that was taken and cannot be used: the next start must not take it for one that was. */
    void discard(final SegmentFile taken) {
        try {
            Files.deleteIfExists(taken.path());
        } catch (final IOException refused) {
            LOG.warn("event=journal_delete_failed segment={} reason={}", taken.path(), refused.toString());
        }
    }

    /** Whether the disk refuses new segments. */
    boolean isFailing() {
        return refusal.isPresent();
    }

    /** Bytes of the segments that are ready. Thread: any. */
    long ready() {
        return spare.stream().mapToLong(SegmentFile::length).sum();
    }

    /** Why it does. Thread: any. */
    Optional<JournalRefusal> refusal() {
        return refusal;
    }

    private void run() {
        final DutyCycle cycle = DutyCycle.ofThisThreadsLongWork();
        while (!isClosed) {
            cycle.begin(clock.ticksNs());
            try {
                work();
            } catch (final Throwable fault) {
                onError.onError(BackgroundFault.of("preparing the journal's files", fault));
            }
            cycle.end(clock.ticksNs());
            LockSupport.parkNanos(IDLE_NS);
        }
    }

    /** One round: remove, then prepare. */
    void work() {
        removeAcknowledged();
        while (!isClosed && spare.size() < READY && (!isFailing() || clock.ticksNs() - retryAtNs >= 0) && prepare()) {
            removeAcknowledged();
        }
        tellGivenUp();
        counters.set(JournalCounter.DISK_BYTES, journalBytes());
        counters.set(JournalCounter.SEGMENTS, catalog.size());
        ledger.held(catalog.oldestPosition(ledger.written()));
    }

    private void removeAcknowledged() {
        for (SegmentCatalog.Entry done = catalog.takeAcknowledged(ledger.acknowledged());
                done != null;
                done = catalog.takeAcknowledged(ledger.acknowledged())) {
            delete(done);
        }
    }

    private boolean prepare() {
        if (!mayMakeRoom() && room.within(length, journalBytes(), isFirst) == 0) {
            return false;
        }
        if (!isFailing()) {
            adaptLength();
        }
        length = room.fitting(length, owedBytes());
        final int fits = withinLimit();
        try {
            room.check(fits, owedBytes());
            spare.add(SegmentFile.create(directory, nextNumber, fits));
            nextNumber++;
            isFirst = false;
            isWanted = false;
            if (isFailing()) {
                refusal = Optional.empty();
                LOG.info("event=journal_writing_again entries_lost={}", counters.read(JournalCounter.DISCARDED_DISK));
            }
            return true;
        } catch (final IOException | RuntimeException refused) {
            if (!isFailing()) {
                refusal = Optional.of(
                        JournalRefusal.of(refused, directory, room.needed(fits, owedBytes()), clock.timeNs()));
                LOG.error(
                        "event=journal_disk_refuses directory={} reason=\"{}\"; no further file can be made, and "
                                + "what comes is lost once those that are there are full",
                        directory,
                        refused.getMessage());
            }
            retryAtNs = clock.ticksNs() + RETRY_NS;
            return false;
        }
    }

    /** Segments last some seconds at high rates, and take little room at low ones. */
    private void adaptLength() {
        final long nowNs = clock.ticksNs();
        final long lastedNs = nowNs - lastTakenNs;
        lastTakenNs = nowNs;
        if (lastedNs < BUSY_NS) {
            length = room.longer(length);
        } else if (lastedNs > QUIET_NS) {
            length = room.shorter(length);
        }
    }

    private long journalBytes() {
        return catalog.bytes() + ready();
    }

    /** What the store has still to take, and what the files that are there may yet bring it. */
    private long owedBytes() {
        return catalog.owedBytes(ledger.acknowledged()) + ready();
    }

    /** Whether what comes needs the room of what is there: not to have something ready, only to be written. */
    private boolean mayMakeRoom() {
        return spare.isEmpty() && (isWanted || catalog.isHalfFull());
    }

    /** The length of the next file. The oldest make room for it where there is none, unless there are none. */
    private int withinLimit() {
        while (true) {
            final int fits = room.within(length, journalBytes(), isFirst);
            final SegmentCatalog.Entry oldest = fits > 0 ? null : catalog.takeOldest();
            if (oldest == null) {
                return fits > 0 ? fits : room.first();
            }
            final long entries = oldest.endPosition() - oldest.firstPosition();
            final long lost = ledger.giveUp(oldest);
            givenUp++;
            entriesLost += lost;
            entriesInMemory += Math.max(0, entries - lost);
            delete(oldest);
            tellGivenUp();
        }
    }

    /** At once when it begins, then at most once a minute: the default limit is made of many files. */
    private void tellGivenUp() {
        final long nowNs = clock.ticksNs();
        if (givenUp > 0 && (!isGivingUpTold || nowNs - givenUpToldNs >= TELL_NS)) {
            LOG.error(
                    "event=journal_limit_reached limit={} files={} entries_given_up={} entries_in_memory={}; the first "
                            + "are lost, the others were read already, and are lost if the engine ends before the "
                            + "store takes them",
                    room.limit(),
                    givenUp,
                    entriesLost,
                    entriesInMemory);
            isGivingUpTold = true;
            givenUpToldNs = nowNs;
            givenUp = 0;
            entriesLost = 0;
            entriesInMemory = 0;
        }
    }

    private static void delete(final SegmentCatalog.Entry entry) {
        try {
            Files.deleteIfExists(entry.path());
        } catch (final IOException refused) {
            LOG.warn("event=journal_delete_failed segment={} reason={}", entry.path(), refused.toString());
        }
    }

    /** Ends the thread and removes what is ready. */
    @Override
    public void close() throws IOException {
        isClosed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        for (SegmentFile next = spare.poll(); next != null; next = spare.poll()) {
            next.close();
            Files.deleteIfExists(next.path());
        }
    }
}
