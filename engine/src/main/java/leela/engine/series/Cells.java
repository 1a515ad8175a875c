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
 * Memory: four bytes a cell, which the collector has not to look at; nothing per call.
 */
final class Cells {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int EMPTY = 0;
    /** Marks a cell whose series was removed. */
    private static final int REMOVED = -1;

    private final ObjectPages<Series> pages;
    /** A series' number plus one. */
    private final int[] cells;

    private final int mask;

    // writer
    private int used;
    private int live;

    Cells(final ObjectPages<Series> pages, final int capacity) {
        this.pages = pages;
        cells = new int[capacity];
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
            final int cell = (int) CELL.getAcquire(cells, i);
            if (cell == EMPTY) {
                return null;
            }
            final Series series = cell == REMOVED ? null : pages.at(cell - 1);
            // removed a moment ago: none, or one that has its number now
            if (series != null && series.hash() == hash && KeyHash.isEqual(series.key(), buffer, offset, length)) {
                return series;
            }
        }
    }

    // ---- writer

    /** The series of the same key as this one, which may be this one, or null. */
    Series twinOf(final Series series) {
        for (int i = series.hash() & mask; cells[i] != EMPTY; i = i + 1 & mask) {
            final Series other = cells[i] == REMOVED ? null : pages.at(cells[i] - 1);
            if (other != null && other.hash() == series.hash() && Arrays.equals(other.key(), series.key())) {
                return other;
            }
        }
        return null;
    }

    /** Puts a series whose key is not here into the first cell that holds none. */
    void place(final int hash, final int number) {
        int i = hash & mask;
        while (cells[i] != EMPTY && cells[i] != REMOVED) {
            i = i + 1 & mask;
        }
        if (cells[i] == EMPTY) {
            used++;
        }
        live++;
        CELL.setRelease(cells, i, number + 1);
    }

    /** Whether the series was here; its number is free then. */
    boolean remove(final Series series) {
        for (int i = series.hash() & mask; cells[i] != EMPTY; i = i + 1 & mask) {
            if (cells[i] != REMOVED && pages.at(cells[i] - 1) == series) {
                pages.remove(cells[i] - 1);
                CELL.setRelease(cells, i, REMOVED);
                live--;
                return true;
            }
        }
        return false;
    }

    /** The same series in fresh cells. */
    Cells rebuilt(final int capacity) {
        final Cells fresh = new Cells(pages, capacity);
        for (final int cell : cells) {
            if (cell != EMPTY && cell != REMOVED) {
                fresh.place(pages.at(cell - 1).hash(), cell - 1);
            }
        }
        return fresh;
    }
}
