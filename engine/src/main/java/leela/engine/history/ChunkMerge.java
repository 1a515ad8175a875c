package leela.engine.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import leela.engine.spi.Store;

/**
 * The chunks of one key as one run of points in ascending time: of equal times the highest version's.
 * Thread: one at a time.
 * Memory: as many chunks as overlap in time, one as a rule.
 * Errors: {@link leela.engine.chunk.ChunkException} for a damaged chunk.
 */
public final class ChunkMerge {

    private final Store.Chunks rows;
    private final long fromNs;
    private final long toNs;
    private final List<ChunkSource> open = new ArrayList<>();
    private final ArrayDeque<ChunkSource> unused = new ArrayDeque<>();
    private boolean hasRow;
    private long timeNs;
    private long valueBits;

    /**
     * Points from {@code fromNs} to {@code toNs} of chunks that come by start. The cursor stays the caller's to close.
     */
    public ChunkMerge(final Store.Chunks rows, final long fromNs, final long toNs) {
        this.rows = rows;
        this.fromNs = fromNs;
        this.toNs = toNs;
        hasRow = rows.next();
    }

    /** Moves on; false at the end. */
    public boolean next() {
        while (hasRow && (open.isEmpty() || rows.startNs() <= earliest())) {
            openRow();
        }
        if (open.isEmpty()) {
            return false;
        }
        if (open.size() == 1) {
            final ChunkSource only = open.get(0);
            timeNs = only.timeNs();
            valueBits = only.valueBits();
            advance(0);
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
        final ChunkSource source = unused.isEmpty() ? new ChunkSource() : unused.pop();
        if (source.open(rows.bytes(), rows.version(), fromNs)) {
            open.add(source);
        } else {
            unused.push(source);
        }
        hasRow = rows.next();
    }

    private long earliest() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < open.size(); i++) {
            earliest = Math.min(earliest, open.get(i).timeNs());
        }
        return earliest;
    }

    private void takeEarliest() {
        timeNs = earliest();
        long version = Long.MIN_VALUE;
        for (int i = open.size() - 1; i >= 0; i--) {
            final ChunkSource source = open.get(i);
            if (source.timeNs() == timeNs) {
                if (source.version() >= version) {
                    version = source.version();
                    valueBits = source.valueBits();
                }
                advance(i);
            }
        }
    }

    private void advance(final int i) {
        if (!open.get(i).next()) {
            unused.push(open.remove(i));
        }
    }
}
