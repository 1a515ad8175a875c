package leela.io.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;

/**
 * How much the backend has still to take: in bytes, in seconds, and for how long an outage is covered at the rate of
 * the last minute.
 * Thread: {@code leela-jrnl-sync}.
 * Memory: a note each second at first; the longer the backlog, the further apart, at most {@link #MOST_NOTES}.
 * Units: ns of the clock's ticks, which nobody sets; an earlier process's entries lie before their beginning.
 */
final class Backlog {

    private static final int MOST_NOTES = 4096;
    private static final double RATE_NS = 60.0 * Clock.NANOS_PER_SECOND;

    /** Everything before {@code position} had come by then. */
    private record Note(long position, long ticksNs) {}

    private final JournalRoom room;
    private final SegmentCatalog catalog;
    private final JournalLedger ledger;
    private final Clock clock;
    private final Counters counters;
    private final Deque<Note> notes = new ArrayDeque<>();
    private long stepNs = Clock.NANOS_PER_SECOND;
    private long lastNs;
    private long lastBytes;
    private double bytesPerNs;

    Backlog(
            final JournalRoom room,
            final SegmentCatalog catalog,
            final JournalLedger ledger,
            final Clock clock,
            final Counters counters) {
        this.room = room;
        this.catalog = catalog;
        this.ledger = ledger;
        this.clock = clock;
        this.counters = counters;
        lastNs = clock.ticksNs();
    }

    /** What an earlier process left: up to {@code end}, since its oldest segment was made. */
    void begin(final long end, final long sinceNs) {
        notes.add(new Note(end, clock.ticksNs() - Math.max(0, clock.timeNs() - sinceNs)));
    }

    /** One round. */
    void work() {
        final long nowNs = clock.ticksNs();
        final long end = catalog.endPosition();
        if (notes.isEmpty() || nowNs - notes.getLast().ticksNs() >= stepNs) {
            notes.add(new Note(end, nowNs));
        }
        while (!notes.isEmpty() && notes.getFirst().position() <= ledger.acknowledged()) {
            notes.removeFirst();
        }
        thinOut();
        counters.set(
                JournalCounter.OLDEST_MS,
                notes.isEmpty()
                        ? 0
                        : TimeUnit.NANOSECONDS.toMillis(nowNs - notes.getFirst().ticksNs()));
        counters.set(JournalCounter.WAITING_BYTES, catalog.waitingBytes(ledger.acknowledged()));
        measureRate(nowNs);
        final long left =
                Math.min(room.limit() - catalog.bytes(), room.onDisk(catalog.owedBytes(ledger.acknowledged())));
        counters.set(
                JournalCounter.COVERED_S,
                bytesPerNs == 0 ? 0 : (long) (Math.max(0, left) / bytesPerNs / Clock.NANOS_PER_SECOND));
    }

    private void thinOut() {
        if (notes.size() > MOST_NOTES) {
            stepNs *= 2;
            // every other one, but not the oldest: its age is told
            final boolean[] isEvery = {true};
            notes.removeIf(note -> isEvery[0] = !isEvery[0]);
        }
    }

    private void measureRate(final long nowNs) {
        final long bytes = counters.read(JournalCounter.BYTES);
        final long elapsedNs = nowNs - lastNs;
        if (elapsedNs > 0) {
            final double weight = lastBytes == 0 ? 1 : 1 - Math.exp(-elapsedNs / RATE_NS);
            bytesPerNs += weight * ((double) (bytes - lastBytes) / elapsedNs - bytesPerNs);
            lastNs = nowNs;
            lastBytes = bytes;
        }
    }
}
