package leela.engine.history;

import java.util.Arrays;
import leela.engine.spi.StoreException;

/**
 * What many overlapping chunks come to, in memory.
 * Thread: its owner's.
 * Memory: 24 bytes a point, for {@link #MOST} of them.
 * Errors: {@link StoreException} beyond that.
 */
final class HeldPoints implements PointRun {

    static final int MOST = 1 << 21;

    private static final int FIRST = 1 << 16;

    private long[] times = new long[FIRST];
    private long[] bits = new long[FIRST];
    private long[] versions = new long[FIRST];
    private int count;
    private int index;

    void add(final long timeNs, final long valueBits, final long version) {
        if (count == MOST) {
            throw new StoreException(
                    "More than " + MOST + " points of the key overlap in time and were not merged yet; ask for a "
                            + "shorter range, or again later.",
                    true,
                    null);
        }
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            bits = Arrays.copyOf(bits, 2 * count);
            versions = Arrays.copyOf(versions, 2 * count);
        }
        times[count] = timeNs;
        bits[count] = valueBits;
        versions[count++] = version;
    }

    boolean isEmpty() {
        return count == 0;
    }

    @Override
    public boolean next() {
        return ++index < count;
    }

    @Override
    public long timeNs() {
        return times[index];
    }

    @Override
    public long valueBits() {
        return bits[index];
    }

    @Override
    public long version() {
        return versions[index];
    }
}
