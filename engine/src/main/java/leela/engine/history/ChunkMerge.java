package leela.engine.history;

import java.util.Arrays;
import leela.engine.chunk.PointSums;
import leela.engine.runtime.Spares;
import leela.engine.spi.Store;

/**
 * The chunks of one key as one run of points in ascending time: of equal times the highest version's.
 * Thread: one at a time.
 * Memory: as many chunks as overlap in time, one as a rule; where there are more than {@link #MOST_OPEN}, the points of
 * these in place of them, see {@link HeldPoints}.
 * Errors: {@link leela.engine.chunk.ChunkException} for a damaged chunk, {@link leela.engine.spi.StoreException} where
 * that is more than may be held.
 */
public final class ChunkMerge {

    private static final int MOST_OPEN = 512;
    private static final int FEW = 4;

    private final Store.Chunks rows;
    private final long fromNs;
    private final long toNs;
    /** A heap, the earliest on top. */
    private PointRun[] open = new PointRun[4];

    private int openCount;
    private final Spares<ChunkSource> sources;
    private boolean hasRow;
    /** Whether the point in hand is still that of the only run. */
    private boolean isHeld;

    private boolean hasPoint;
    private long timeNs;
    private long valueBits;

    /**
     * Points from {@code fromNs} to {@code toNs} of chunks that come by start. The cursor stays the caller's to close.
     */
    public ChunkMerge(final Store.Chunks rows, final long fromNs, final long toNs) {
        this(rows, fromNs, toNs, new Spares<>(FEW, ChunkSource::new));
    }

    /** The same, with readers of chunks that {@link #close} gives back. */
    ChunkMerge(final Store.Chunks rows, final long fromNs, final long toNs, final Spares<ChunkSource> sources) {
        this.sources = sources;
        this.rows = rows;
        this.fromNs = fromNs;
        this.toNs = toNs;
        hasRow = rows.next();
    }

    /** Moves on; false at the end. */
    public boolean next() {
        if (isHeld) {
            isHeld = false;
            advance();
        }
        return settle();
    }

    /**
     * Takes the point in hand, and those behind it that come from the same chunk and before a time, {@code most} at
     * most; how many. Whether there is a next one is told by {@link #hasPoint}.
     */
    int read(final long[] times, final double[] values, final int at, final int most, final long beforeNs) {
        int taken = 1;
        if (isHeld && open[0] instanceof ChunkSource source) {
            taken = source.read(times, values, at, most, before(beforeNs));
        } else {
            times[at] = timeNs;
            values[at] = Double.longBitsToDouble(valueBits);
        }
        hasPoint = next();
        return taken;
    }

    /**
     * Passes over the point in hand and those behind it where it is kept what they come to, and they come before a time
     * and lie in one bucket.
     */
    boolean sum(final PointSums sums, final long beforeNs) {
        if (!isHeld || !(open[0] instanceof ChunkSource source) || !source.sum(sums, before(beforeNs))) {
            return false;
        }
        isHeld = false;
        if (!source.skip()) {
            sources.give(source);
            open[--openCount] = null;
        }
        hasPoint = settle();
        return true;
    }

    /** Whether there is a point in hand, after {@link #read} and {@link #sum}. */
    boolean hasPoint() {
        return hasPoint;
    }

    /** Until when no other run has a point. */
    private long before(final long timeBeforeNs) {
        final long before = toNs == Long.MAX_VALUE ? timeBeforeNs : Math.min(timeBeforeNs, toNs + 1);
        return hasRow ? Math.min(before, rows.startNs()) : before;
    }

    private boolean settle() {
        while (hasRow && (openCount == 0 || rows.startNs() <= open[0].timeNs())) {
            openRow();
        }
        if (openCount == 0) {
            return false;
        }
        if (openCount == 1) {
            isHeld = true;
            timeNs = open[0].timeNs();
            valueBits = open[0].valueBits();
        } else {
            takeEarliest();
        }
        return timeNs <= toNs;
    }

    public long timeNs() {
        return timeNs;
    }

    public long valueBits() {
        return valueBits;
    }

    private void openRow() {
        if (openCount == MOST_OPEN) {
            hold();
        }
        final ChunkSource source = sources.take();
        if (source.open(rows, fromNs)) {
            push(source);
        } else {
            sources.give(source);
        }
        hasRow = rows.next();
    }

    /** Reads everything that is open into memory, where it is one run. */
    private void hold() {
        final HeldPoints held = new HeldPoints();
        while (openCount > 0 && open[0].timeNs() <= toNs) {
            final long version = takeEarliest();
            held.add(timeNs, valueBits, version);
        }
        giveBack();
        if (!held.isEmpty()) {
            push(held);
        }
    }

    private void giveBack() {
        for (int i = 0; i < openCount; i++) {
            if (open[i] instanceof ChunkSource source) {
                sources.give(source);
            }
            open[i] = null;
        }
        openCount = 0;
    }

    /** There is nothing more to be read. */
    void close() {
        giveBack();
        hasRow = false;
    }

    /** Takes the point of the highest version among those of the earliest time; that version. */
    private long takeEarliest() {
        timeNs = open[0].timeNs();
        long version = Long.MIN_VALUE;
        while (openCount > 0 && open[0].timeNs() == timeNs) {
            if (open[0].version() >= version) {
                version = open[0].version();
                valueBits = open[0].valueBits();
            }
            advance();
        }
        return version;
    }

    private void advance() {
        if (!open[0].next()) {
            if (open[0] instanceof ChunkSource source) {
                sources.give(source);
            }
            open[0] = open[--openCount];
            open[openCount] = null;
        }
        sinkTop();
    }

    private void push(final PointRun run) {
        if (openCount == open.length) {
            open = Arrays.copyOf(open, 2 * openCount);
        }
        int at = openCount++;
        while (at > 0 && run.timeNs() < open[(at - 1) / 2].timeNs()) {
            open[at] = open[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        open[at] = run;
    }

    private void sinkTop() {
        if (openCount < 2) {
            return;
        }
        final PointRun run = open[0];
        int at = 0;
        for (int child = 1; child < openCount; child = 2 * at + 1) {
            if (child + 1 < openCount && open[child + 1].timeNs() < open[child].timeNs()) {
                child++;
            }
            if (run.timeNs() <= open[child].timeNs()) {
                break;
            }
            open[at] = open[child];
            at = child;
        }
        open[at] = run;
    }
}
