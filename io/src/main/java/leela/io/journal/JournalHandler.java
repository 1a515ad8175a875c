package leela.io.journal;

import java.util.concurrent.locks.LockSupport;
import leela.engine.agent.Clock;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends every event and document that comes through the ring to the journal, one record a batch.
 * Thread: the ring's that runs it. There may be one journal a process: series carry its marks.
 * Memory: one record; nothing per entry.
 * Errors: where the disk refuses, entries are counted as lost and the ring goes on; where it is only slow, the ring waits.
 */
public final class JournalHandler implements Handler {

    private static final long WAIT_NS = 50_000;

    private final SegmentStock stock;
    private final SegmentSync sync;
    private final SegmentCatalog catalog;
    private final JournalLedger ledger;
    private final Clock clock;
    private final RecordEncoder record = new RecordEncoder();

    private UnsafeBuffer segment;
    private int offset;
    private long position;
    private long positionDue;
    private long refused;
    private volatile boolean isStopped;

    JournalHandler(final SegmentStock stock, final SegmentSync sync, final SegmentCatalog catalog, final JournalLedger ledger,
            final Clock clock) {
        this.stock = stock;
        this.sync = sync;
        this.catalog = catalog;
        this.ledger = ledger;
        this.clock = clock;
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
        flush();
        if (refused > 0) {
            ledger.refused(refused);
            refused = 0;
        }
    }

    @Override
    public void onShutdown() {
        onBatchEnd();
    }

    /** The journal so far ends at {@code due}; the next entry gets the position {@code next}, not lower. Before the ring starts. */
    void startAt(final long due, final long next) {
        positionDue = due;
        position = next;
    }

    /** Waits for segments no more. */
    void stop() {
        isStopped = true;
    }

    private boolean begin(final long arrivalNs) {
        if ((segment == null || offset + JournalDescriptor.MAX_RECORD_LENGTH > segment.capacity()) && !openNext()) {
            return false;
        }
        record.beginRecord(position, arrivalNs);
        return true;
    }

    private void flush() {
        if (!record.isEmpty()) {
            final int count = record.count();
            final int length = record.writeTo(segment, offset);
            offset += length;
            position += count;
            ledger.appended(count, length);
        }
    }

    private boolean openNext() {
        final Segment next = awaitNext();
        if (next == null) {
            return false;
        }
        if (segment != null) {
            if (offset + Integer.BYTES <= segment.capacity()) {
                segment.putIntRelease(offset, JournalDescriptor.END);
            }
            positionDue = position;
        }
        next.putHeader(positionDue, position, clock.timeNs());
        catalog.end(position);
        catalog.add(new SegmentCatalog.Entry(next.number(), next.path(), next.length(), position));
        sync.follow(next);
        segment = next.buffer();
        offset = JournalDescriptor.SEGMENT_HEADER_LENGTH;
        record.beginSegment(next.number());
        return true;
    }

    private Segment awaitNext() {
        Segment next = stock.take();
        while (next == null && !stock.isFailing() && !isStopped) {
            LockSupport.parkNanos(WAIT_NS);
            next = stock.take();
        }
        return next;
    }
}
