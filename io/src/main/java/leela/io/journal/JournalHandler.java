package leela.io.journal;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import leela.engine.runtime.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends every event and document that comes through the ring to the journal, in records: a batch each, or more where
 * batches follow each other within {@link #HOLD_NS}, since a call to the system costs as much as fifty events. What is
 * held is written at the next tick.
 * Thread: the ring's that runs it. There may be one journal a process: series carry its marks.
 * Memory: one record; nothing per entry.
 * Errors: where the disk refuses, entries are counted as lost and the ring goes on; where it is only slow, the ring
 * waits.
 */
public final class JournalHandler implements Handler {

    /** A batch that ends this soon after the last write waits for the next one, or for the tick. */
    static final long HOLD_NS = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(JournalHandler.class);
    private static final long WAIT_NS = 50_000;
    private static final long RETRY_NS = Clock.NANOS_PER_SECOND;

    private final SegmentPool pool;
    private final SegmentSync sync;
    private final SegmentCatalog catalog;
    private final JournalLedger ledger;
    private final Clock clock;
    private final RecordEncoder record = new RecordEncoder();

    private SegmentFile segment;
    private SegmentCatalog.Entry entry;
    private int offset;
    private long writtenNs;
    private volatile Optional<JournalRefusal> refusal = Optional.empty();
    private long refusedNs;
    private long position;
    private long positionDue;
    private long refused;
    private volatile int room;
    private boolean isLossTold;
    private volatile boolean isStopped;

    JournalHandler(
            final SegmentPool pool,
            final SegmentSync sync,
            final SegmentCatalog catalog,
            final JournalLedger ledger,
            final Clock clock) {
        this.pool = pool;
        this.sync = sync;
        this.catalog = catalog;
        this.ledger = ledger;
        this.clock = clock;
        writtenNs = clock.ticksNs() - HOLD_NS;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public void onEntry(final Slot slot) {
        if (slot.kind() == Slot.Kind.QUERY_EVENT) {
            return;
        }
        if (record.isEmpty() && !begin(slot.arrivalNs())) {
            refused++;
            return;
        }
        record.add(slot);
        if (!record.hasRoom()) {
            flush();
        }
    }

    @Override
    public void onBatchEnd() {
        if (!record.isEmpty() && clock.ticksNs() - writtenNs >= HOLD_NS) {
            flush();
        }
        tellRefused();
    }

    @Override
    public void onTick(final Slot tick) {
        flush();
        if (segment != null && segment.isDoubtful()) {
            endSegment();
        }
        // who is told of the refusal sends nothing that would show that it is over
        if (refusal.isPresent() && segment == null && clock.ticksNs() - refusedNs >= RETRY_NS) {
            openNext();
        }
    }

    /** Writes what is held; a command of the ring's. */
    public void write() {
        flush();
        tellRefused();
    }

    @Override
    public void onShutdown() {
        flush();
        tellRefused();
    }

    /**
     * The journal so far ends at {@code due}; the next entry gets the position {@code next}, not lower. Before the ring
     * starts.
     */
    void startAt(final long due, final long next) {
        positionDue = due;
        position = next;
    }

    /** Why entries are lost, if a write failed. Thread: any. */
    Optional<JournalRefusal> refusal() {
        return refusal;
    }

    /** Bytes that can still be written to the segment in use. Thread: any. */
    int room() {
        return room;
    }

    /** Waits for segments no more. */
    void stop() {
        isStopped = true;
    }

    private boolean begin(final long arrivalNs) {
        final boolean isLeft = segment == null
                || segment.isDoubtful()
                || offset + JournalDescriptor.MAX_RECORD_LENGTH > segment.recordsEnd();
        if (isLeft && !openNext()) {
            return false;
        }
        record.beginRecord(position, arrivalNs);
        return true;
    }

    private void flush() {
        if (record.isEmpty()) {
            return;
        }
        final int count = record.count();
        final int length = JournalDescriptor.align(record.length());
        writtenNs = clock.ticksNs();
        try {
            segment.write(record.finish(offset), offset);
            offset += length;
            position += count;
            room = segment.recordsEnd() - offset;
            entry.written(offset, position);
            ledger.appended(count, length);
        } catch (final IOException fault) {
            refused += count;
            onRefused(fault);
            leave();
        }
        record.clear();
    }

    private void tellRefused() {
        if (refused > 0) {
            if (!isLossTold && refusal.isEmpty()) {
                isLossTold = true;
                LOG.error(
                        "event=journal_full position={}; what comes is lost and counted until a further file is made",
                        position);
            }
            ledger.refused(refused);
            refused = 0;
        }
    }

    /** Told once, until something was written again. */
    private void onRefused(final IOException fault) {
        refusedNs = clock.ticksNs();
        if (refusal.isEmpty()) {
            refusal = Optional.of(JournalRefusal.of(
                    fault, segment.path().getParent(), JournalDescriptor.SEGMENT_UNIT, clock.timeNs()));
            LOG.error(
                    "event=journal_write_failed segment={} reason=\"{}\"; what it was to take is lost and "
                            + "counted, and what comes until another file can be made",
                    segment.path(),
                    fault.getMessage());
        }
    }

    private boolean openNext() {
        final SegmentFile next = awaitNext();
        if (next == null) {
            return false;
        }
        if (segment != null) {
            endSegment();
        }
        segment = next;
        try {
            record.beginSegment(next.number());
            next.writeHeader(
                    new SegmentHeader(next.number(), positionDue, position, clock.timeNs(), record.numbering()));
        } catch (final IOException fault) {
            onRefused(fault);
            pool.discard(next);
            leave();
            return false;
        }
        entry = catalog.add(new SegmentCatalog.Entry(next.number(), next.path(), next.length(), position));
        sync.follow(next);
        offset = JournalDescriptor.SEGMENT_HEADER_LENGTH;
        room = next.recordsEnd() - offset;
        entry.written(offset, position);
        refusal = Optional.empty();
        isLossTold = false;
        return true;
    }

    private void endSegment() {
        try {
            segment.writeEnd(offset);
        } catch (final IOException fault) {
            onRefused(fault);
        }
        leave();
    }

    /** Nothing more goes to this segment. */
    private void leave() {
        catalog.end(position);
        positionDue = position;
        sync.leave(segment);
        segment = null;
        room = 0;
    }

    private SegmentFile awaitNext() {
        SegmentFile next = pool.take();
        while (next == null && !pool.isFailing() && !isStopped) {
            LockSupport.parkNanos(WAIT_NS);
            next = pool.take();
        }
        return next;
    }
}
