package leela.engine.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * One generation of a part of the series table: open addressing with linear probing. A probe ends at an empty cell, so
 * a cell that was used once is never emptied, only marked; what a reader misses here because it came a moment too
 * early, it finds under the lock.
 * Thread: readers any, without a lock; one writer, under the table's lock.
 * Memory: four bytes a cell; nothing per call.
 */
final class Cells {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Series[].class);
    /** Marks a cell whose series was removed. */
    private static final Series REMOVED = new Series(new byte[0], 0);

    private final Series[] cells;
    private final int mask;

    // writer
    private int used;
    private int live;

    Cells(final int capacity) {
        cells = new Series[capacity];
        mask = capacity - 1;
    }

    int capacity() {
        return cells.length;
    }

    /** Writer: cells that were used. */
    int used() {
        return used;
    }

    /** Writer: series that are here. */
    int live() {
        return live;
    }

    // ---- readers

    Series find(final int hash, final DirectBuffer buffer, final int offset, final int length) {
        for (int i = hash & mask; ; i = i + 1 & mask) {
            final Series series = (Series) CELL.getAcquire(cells, i);
            if (series == null) {
                return null;
            }
            if (series.hash() == hash && series != REMOVED && KeyHash.isEqual(series.key(), buffer, offset, length)) {
                return series;
            }
        }
    }

    /** The series in a cell, or null. */
    Series at(final int cell) {
        final Series series = (Series) CELL.getAcquire(cells, cell);
        return series == REMOVED ? null : series;
    }

    // ---- writer

    /** The series of the same key as this one, which may be this one, or null. */
    Series twinOf(final Series series) {
        for (int i = series.hash() & mask; cells[i] != null; i = i + 1 & mask) {
            final Series other = cells[i];
            if (other.hash() == series.hash() && other != REMOVED && Arrays.equals(other.key(), series.key())) {
                return other;
            }
        }
        return null;
    }

    /** Puts a series whose key is not here into the first cell that holds none. */
    void place(final Series series) {
        int i = series.hash() & mask;
        while (cells[i] != null && cells[i] != REMOVED) {
            i = i + 1 & mask;
        }
        if (cells[i] == null) {
            used++;
        }
        live++;
        CELL.setRelease(cells, i, series);
    }

    /** Whether the series was here. */
    boolean remove(final Series series) {
        for (int i = series.hash() & mask; cells[i] != null; i = i + 1 & mask) {
            if (cells[i] == series) {
                CELL.setRelease(cells, i, REMOVED);
                live--;
                return true;
            }
        }
        return false;
    }

    /** The same series in fresh cells. */
    Cells rebuilt(final int capacity) {
        final Cells fresh = new Cells(capacity);
        for (final Series series : cells) {
            if (series != null && series != REMOVED) {
                fresh.place(series);
            }
        }
        return fresh;
    }
}
