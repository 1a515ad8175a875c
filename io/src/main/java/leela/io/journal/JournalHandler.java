package leela.io.journal;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import leela.engine.ring.Handler;
import leela.engine.ring.RecordedCommand;
import leela.engine.ring.Slot;
import leela.engine.runtime.Clock;
import leela.engine.series.Series;
import leela.engine.spi.EntryLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends all that comes through the ring to the journal, in records: a batch each, or more where batches follow each
 * other within {@link #HOLD_NS}, since a call to the system costs as much as fifty events. What is held is written at
 * the next tick; ticks that nobody awaited with what comes behind them.
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
    private static final int NO_NOTE = -1;
    private static final byte[] NOTHING = {};
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
    private byte[] settings = NOTHING;
    /** What the next record begins with. */
    private int opening = EntryLog.NOTE_START;
    /** When the last tick came. */
    private long arrivalNs;
    /** The record holds more than ticks that nobody awaited. */
    private boolean isDue;

    private final AtomicBoolean isHolding = new AtomicBoolean();
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
        if (record.isEmpty() && !begin(slot.arrivalNs())) {
            refused += slot.kind() == Slot.Kind.QUERY_EVENT ? 0 : 1;
            return;
        }
        record.add(slot);
        isDue = true;
        if (!record.hasRoom()) {
            flush();
        }
    }

    @Override
    public void onPurged(final Series series) {
        // one that it never named gave no event
        if (series.journalMark() != 0 && canBegin() && (!record.isEmpty() || begin(arrivalNs))) {
            record.addPurge(series);
            isDue = true;
            if (!record.hasRoom()) {
                flush();
            }
        }
    }

    @Override
    public void onRecorded(final RecordedCommand command) {
        note(command.kind(), command.bytes());
    }

    private void note(final int kind, final byte[] bytes) {
        if (!record.hasRoomForNote(bytes.length)) {
            flush();
        }
        if (!canBegin() || record.isEmpty() && !begin(arrivalNs)) {
            return;
        }
        final boolean hasRoom = record.hasRoomForNote(bytes.length);
        record.addNote(hasRoom ? kind : EntryLog.NOTE_GAP, hasRoom ? bytes : NOTHING);
        isDue = true;
        if (!record.hasRoom()) {
            flush();
        }
    }

    @Override
    public void onBatchEnd() {
        if (isDue && clock.ticksNs() - writtenNs >= HOLD_NS) {
            flush();
        }
        if (isDue != isHolding.getPlain()) {
            isHolding.setRelease(isDue);
        }
        tellRefused();
    }

    /** What is held is written at the next tick. */
    @Override
    public boolean isTimeAwaited() {
        return isHolding.getAcquire();
    }

    @Override
    public void onTick(final Slot tick) {
        arrivalNs = tick.timeNs();
        if (canBegin() && (!record.isEmpty() || begin(arrivalNs))) {
            record.addTick(arrivalNs);
        }
        final boolean isDoubtful = segment != null && segment.isDoubtful();
        if (isDue || tick.isAwaited() || isDoubtful || !record.hasRoom()) {
            flush();
        }
        if (segment != null && isDoubtful) {
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

    /** The position of the next entry; before the ring starts. */
    public long position() {
        return position;
    }

    /** What a replay must know of how this process is set up; before the ring starts. */
    public void settings(final byte[] bytes) {
        settings = bytes.clone();
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

    /** Where the disk refuses, only entries for the store ask for a further file at once. */
    private boolean canBegin() {
        final boolean can = segment != null || refusal.isEmpty();
        if (!can) {
            lose();
        }
        return can;
    }

    private boolean begin(final long firstArrivalNs) {
        final boolean isLeft = segment == null
                || segment.isDoubtful()
                || offset + JournalDescriptor.MAX_RECORD_LENGTH > segment.recordsEnd();
        if (isLeft && !openNext()) {
            lose();
            return false;
        }
        record.beginRecord(position, firstArrivalNs);
        if (opening != NO_NOTE) {
            record.addNote(opening, opening == EntryLog.NOTE_START ? settings : NOTHING);
        }
        return true;
    }

    /** What follows begins with a note that something is missing, unless it begins with the start. */
    private void lose() {
        opening = opening == NO_NOTE ? EntryLog.NOTE_GAP : opening;
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
            opening = NO_NOTE;
        } catch (final IOException fault) {
            refused += count;
            lose();
            onRefused(fault);
            leave();
        }
        record.clear();
        isDue = false;
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
