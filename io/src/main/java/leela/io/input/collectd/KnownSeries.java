package leela.io.input.collectd;

import java.util.Arrays;
import leela.engine.series.Series;

/**
 * The series of the identities that came before, so that their keys need not be made and looked up again. What is not
 * here is not lost, it only costs more. An identity is four words; its hash comes with it.
 * Thread: its decoder's.
 * Memory: 144 KiB at construction, twice as much with each growth up to 9 MiB; nothing per look-up. Keeps a purged
 * series until its place is taken.
 */
final class KnownSeries {

    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int MAX_CAPACITY = 1 << 18;
    /** Cells in which a series may stand. */
    private static final int PROBES = 4;

    private static final int STRIDE = 4;

    private long[] identities = new long[FIRST_CAPACITY * STRIDE];
    private int[] hashes = new int[FIRST_CAPACITY];
    private Series[] series = new Series[FIRST_CAPACITY];
    private int mask = FIRST_CAPACITY - 1;
    private int victim;

    void clear() {
        Arrays.fill(series, null);
    }

    /** The series of an identity, or null. */
    Series find(final int hash, final long first, final long second, final long third, final long fourth) {
        for (int i = 0; i < PROBES; i++) {
            final int cell = hash + i & mask;
            final Series found = series[cell];
            if (found == null) {
                return null;
            }
            final int at = cell * STRIDE;
            if (identities[at + 2] == third
                    && identities[at + 1] == second
                    && identities[at] == first
                    && identities[at + 3] == fourth) {
                return found;
            }
        }
        return null;
    }

    /** Remembers a series, in place of a former one of the same identity, or, where there is no room left, of any. */
    void put(
            final int hash, final long first, final long second, final long third, final long fourth, final Series of) {
        int cell = placeFor(hash, first, second, third, fourth);
        while (cell < 0 && mask + 1 < MAX_CAPACITY) {
            grow();
            cell = placeFor(hash, first, second, third, fourth);
        }
        if (cell < 0) {
            cell = hash + (victim++ & PROBES - 1) & mask;
        }
        final int at = cell * STRIDE;
        identities[at] = first;
        identities[at + 1] = second;
        identities[at + 2] = third;
        identities[at + 3] = fourth;
        hashes[cell] = hash;
        series[cell] = of;
    }

    private int placeFor(final int hash, final long first, final long second, final long third, final long fourth) {
        for (int i = 0; i < PROBES; i++) {
            final int cell = hash + i & mask;
            final int at = cell * STRIDE;
            if (series[cell] == null
                    || identities[at] == first
                            && identities[at + 1] == second
                            && identities[at + 2] == third
                            && identities[at + 3] == fourth) {
                return cell;
            }
        }
        return -1;
    }

    private void grow() {
        final long[] oldIdentities = identities;
        final int[] oldHashes = hashes;
        final Series[] old = series;
        identities = new long[2 * oldIdentities.length];
        hashes = new int[2 * old.length];
        series = new Series[2 * old.length];
        mask = 2 * mask + 1;
        for (int cell = 0; cell < old.length; cell++) {
            if (old[cell] != null && !old[cell].isPurged()) {
                final int at = cell * STRIDE;
                put(
                        oldHashes[cell],
                        oldIdentities[at],
                        oldIdentities[at + 1],
                        oldIdentities[at + 2],
                        oldIdentities[at + 3],
                        old[cell]);
            }
        }
    }
}
