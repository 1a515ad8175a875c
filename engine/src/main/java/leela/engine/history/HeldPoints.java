package leela.engine.history;

import java.util.Arrays;
import leela.engine.runtime.HeapShare;
import leela.engine.spi.StoreException;

/**
 * What many overlapping chunks come to, in memory.
 * Thread: its owner's.
 * Memory: 24 bytes a point, for {@link #MOST} of them.
 * Errors: {@link StoreException} beyond that.
 */
final class HeldPoints implements PointRun {

    /** The share of the heap for as many reads as HTTP lets run; a day of one point a second at least. */
    static final int MOST = mostIn(HeapShare.READS.bytes());

    private static final int FIRST = 1 << 10;
    private static final int READS = 128;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int POINT_BYTES = 3 * Long.BYTES;

    private long[] times = new long[FIRST];
    private long[] bits = new long[FIRST];
    private long[] versions = new long[FIRST];
    private int count;
    private int index;

    static int mostIn(final long bytes) {
        return (int) Math.max(SECONDS_A_DAY, Math.min(1 << 21, bytes / READS / POINT_BYTES));
    }

    void add(final long timeNs, final long valueBits, final long version) {
        if (count == MOST) {
            throw new StoreException(
                    "More than " + MOST + " points of the key overlap in time and were not merged yet; ask for a "
                            + "shorter range, or again later.",
                    true,
                    null);
        }
        if (count == times.length) {
            final int length = Math.min(MOST, 2 * count);
            times = Arrays.copyOf(times, length);
            bits = Arrays.copyOf(bits, length);
            versions = Arrays.copyOf(versions, length);
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
