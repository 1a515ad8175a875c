package leela.io.journal;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;

/**
 * What became of the entries in the journal: recovered + appended = stored + waiting + given up, at any moment.
 * Thread: any; nothing here is called for each entry.
 * Memory: two numbers for each stretch that was lost and not yet passed; stretches that touch are one.
 */
final class JournalLedger {

    private final Counters counters;
    /** Where each stretch begins and ends. */
    private final TreeMap<Long, Long> lost = new TreeMap<>();

    private long acknowledged;
    /** Behind the last entry. */
    private long written;
    /** Where the oldest file begins. */
    private long held;
    /** Entries before were shown, or passed: the reader's memory has what the store has not. */
    private long readTo;

    JournalLedger(final Counters counters) {
        this.counters = counters;
    }

    /** Takes over what an earlier process left: entries from {@code position} to {@code end} wait. */
    synchronized void begin(final long position, final long end) {
        acknowledged = position;
        written = Math.max(position, end);
        passed(position);
        counters.add(JournalCounter.RECOVERED, Math.max(0, end - position - overlap(position, end)));
        publish();
    }

    synchronized void appended(final int entries, final int bytes) {
        counters.add(JournalCounter.APPENDED, entries);
        written += entries;
        counters.add(JournalCounter.BYTES, bytes);
        publish();
    }

    synchronized void refused(final long entries) {
        counters.add(JournalCounter.DISCARDED_DISK, entries);
    }

    /** Of a damaged file no copy is kept. */
    void unkept() {
        counters.increment(JournalCounter.UNKEPT_SEGMENTS);
    }

    /** The reader is about to show entries up to {@code end}; false if it may not, since they were given up. */
    synchronized boolean claim(final SegmentCatalog.Entry segment, final long end) {
        if (segment.isGivenUp()) {
            return false;
        }
        readTo = Math.max(readTo, end);
        return true;
    }

    /**
     * The segment makes room, stored or not. Entries that were not read are lost; the others are lost only with the
     * memory that holds them, which the next start then finds. How many are lost.
     */
    synchronized long giveUp(final SegmentCatalog.Entry segment) {
        segment.giveUp();
        return lost(JournalCounter.DISCARDED_LIMIT, Math.max(segment.firstPosition(), readTo), segment.endPosition());
    }

    /** Positions that no entry ever had. */
    synchronized void hole(final long from, final long to) {
        if (to > from) {
            cover(from, to);
        }
    }

    /**
     * The entries from {@code from} to {@code to} will never be stored, unless they were already. How many that are.
     */
    synchronized long lost(final Counter cause, final long from, final long to) {
        final long first = Math.max(from, acknowledged);
        final long entries = Math.max(0, to - first - overlap(first, to));
        if (entries > 0) {
            counters.add(cause, entries);
            cover(first, to);
            publish();
        }
        return entries;
    }

    /** Everything before {@code position} is with the backend. */
    synchronized void acknowledge(final long position) {
        if (position > acknowledged) {
            counters.add(JournalCounter.STORED, position - acknowledged - overlap(acknowledged, position));
            acknowledged = position;
            passed(position);
            publish();
        }
    }

    /** The oldest file that is there begins with this position. */
    synchronized void held(final long position) {
        held = position;
        publish();
    }

    /** Behind the last entry that was written. */
    synchronized long written() {
        return written;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** Entries that a reader is to show, or has shown: recovered or appended, and not lost. */
    long kept() {
        return counters.read(JournalCounter.RECOVERED)
                + counters.read(JournalCounter.APPENDED)
                - counters.read(JournalCounter.DISCARDED_LIMIT)
                - counters.read(JournalCounter.DISCARDED_DAMAGE);
    }

    private void publish() {
        counters.set(JournalCounter.WAITING, kept() - counters.read(JournalCounter.STORED));
        counters.set(JournalCounter.OLDEST, Math.max(held, acknowledged));
        counters.set(JournalCounter.END, written);
    }

    private long overlap(final long from, final long to) {
        final Map.Entry<Long, Long> before = lost.lowerEntry(from);
        long sum = before == null ? 0 : Math.max(0, Math.min(to, before.getValue()) - from);
        if (to > from) {
            for (final Map.Entry<Long, Long> within : lost.subMap(from, to).entrySet()) {
                sum += Math.min(to, within.getValue()) - within.getKey();
            }
        }
        return sum;
    }

    private void cover(final long from, final long to) {
        final Map.Entry<Long, Long> before = lost.floorEntry(from);
        final long first = before != null && before.getValue() >= from ? before.getKey() : from;
        long last = to;
        final Iterator<Map.Entry<Long, Long>> within =
                lost.subMap(first, true, to, true).entrySet().iterator();
        while (within.hasNext()) {
            last = Math.max(last, within.next().getValue());
            within.remove();
        }
        lost.put(first, last);
    }

    private void passed(final long position) {
        while (!lost.isEmpty() && lost.firstKey() < position) {
            final long end = lost.pollFirstEntry().getValue();
            if (end > position) {
                lost.put(position, end);
            }
        }
    }
}
