package leela.io.journal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;

/**
 * What became of the entries in the journal: recovered + appended = stored + waiting + given up, at any moment.
 * Thread: any; nothing here is called for each entry.
 * Memory: two longs for each stretch that was lost and not yet passed.
 */
final class JournalLedger {

    private final Counters counters;
    private final List<long[]> lost = new ArrayList<>();
    private long acknowledged;

    JournalLedger(final Counters counters) {
        this.counters = counters;
    }

    /** Takes over what an earlier process left: entries from {@code position} to {@code end} wait. */
    synchronized void begin(final long position, final long end) {
        acknowledged = position;
        passed(position);
        counters.add(JournalCounter.RECOVERED, Math.max(0, end - position - overlap(position, end)));
        publish();
    }

    synchronized void appended(final int entries, final int bytes) {
        counters.add(JournalCounter.APPENDED, entries);
        counters.add(JournalCounter.BYTES, bytes);
        publish();
    }

    synchronized void refused(final long entries) {
        counters.add(JournalCounter.DISCARDED_DISK, entries);
    }

    /** Positions that no entry ever had. */
    synchronized void hole(final long from, final long to) {
        if (to > from) {
            lost.add(new long[] {from, to});
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
            removeWithin(first, to);
            lost.add(new long[] {first, to});
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
    }

    private long overlap(final long from, final long to) {
        long sum = 0;
        for (final long[] range : lost) {
            sum += Math.max(0, Math.min(to, range[1]) - Math.max(from, range[0]));
        }
        return sum;
    }

    private void removeWithin(final long from, final long to) {
        lost.removeIf(range -> range[0] >= from && range[1] <= to);
    }

    private void passed(final long position) {
        for (final Iterator<long[]> ranges = lost.iterator(); ranges.hasNext(); ) {
            final long[] range = ranges.next();
            range[0] = Math.max(range[0], position);
            if (range[0] >= range[1]) {
                ranges.remove();
            }
        }
    }
}
