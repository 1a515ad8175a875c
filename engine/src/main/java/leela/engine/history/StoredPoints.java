package leela.engine.history;

import leela.engine.batch.PointList;
import leela.engine.chunk.ChunkException;
import leela.engine.chunk.PointSums;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Spares;
import leela.engine.spi.Store;
import leela.engine.spi.StoreException;

/**
 * The points of one key: what the store has, and over it what is newer.
 * Thread: one at a time.
 * Memory: the newest points, and the chunks that overlap.
 */
final class StoredPoints implements History.Points {

    private static final PointList NONE = new PointList();

    private PointList newest;
    private final Spares<PointList> lists;
    private final Store.Chunks rows;
    private final ChunkMerge stored;
    private final Counters counters;
    private int next;
    private boolean hasStored;

    /** With the newest points, whose list {@link #close} gives back. */
    StoredPoints(
            final PointList newest,
            final Spares<PointList> lists,
            final Store.Chunks rows,
            final long fromNs,
            final long toNs,
            final Spares<ChunkSource> sources,
            final Counters counters) {
        this.newest = newest;
        this.lists = lists;
        this.rows = rows;
        this.counters = counters;
        stored = new ChunkMerge(rows, fromNs, toNs, sources);
        hasStored = stored.next();
    }

    /** Whether there is none to be read any more. */
    boolean isEmpty() {
        return !hasStored && next == newest.count();
    }

    @Override
    public int read(final long[] timesNs, final double[] values) {
        return read(timesNs, values, null);
    }

    @Override
    public int read(final long[] timesNs, final double[] values, final PointSums sums) {
        if (sums != null) {
            sums.clear();
        }
        try {
            int count = 0;
            while (count < timesNs.length && (hasStored || next < newest.count())) {
                final long newestNs = next < newest.count() ? newest.times()[next] : Long.MAX_VALUE;
                if (hasStored && stored.timeNs() < newestNs) {
                    if (sums != null && stored.sum(sums, newestNs)) {
                        hasStored = stored.hasPoint();
                        return count;
                    }
                    count += stored.read(timesNs, values, count, timesNs.length - count, newestNs);
                    hasStored = stored.hasPoint();
                } else {
                    if (hasStored && stored.timeNs() == newestNs) {
                        hasStored = stored.next();
                    }
                    count = readNewest(timesNs, values, count, hasStored ? stored.timeNs() : Long.MAX_VALUE);
                }
            }
            return count;
        } catch (final StoreException | ChunkException fault) {
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
    }

    /** Takes the newest point in hand, and those behind it that come before a time; how many there are then. */
    private int readNewest(final long[] timesNs, final double[] values, final int from, final long beforeNs) {
        final long[] newestNs = newest.times();
        final long[] bits = newest.bits();
        final int end = Math.min(newest.count(), next + timesNs.length - from);
        int count = from;
        int at = next;
        do {
            timesNs[count] = newestNs[at];
            values[count++] = Double.longBitsToDouble(bits[at++]);
        } while (at < end && newestNs[at] < beforeNs);
        next = at;
        return count;
    }

    @Override
    public void close() {
        stored.close();
        hasStored = false;
        rows.close();
        if (newest != NONE && newest.isSmall()) {
            lists.give(newest);
        }
        newest = NONE;
        next = 0;
    }
}
