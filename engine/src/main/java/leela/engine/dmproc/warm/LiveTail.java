package leela.engine.dmproc.warm;

import java.util.Arrays;
import leela.engine.spi.PastPoints;

/**
 * The events of a series that came since its query began, held while the past is read: they are what the query sees
 * next. What was read may hold the first of them already, and is cut so that none comes twice and none is missing.
 * Thread: one at a time.
 * Memory: 16 bytes an event, up to the bound.
 */
public final class LiveTail {

    private static final int FIRST_LENGTH = 16;

    private final int most;
    private long[] timesNs = new long[FIRST_LENGTH];
    private double[] values = new double[FIRST_LENGTH];
    private int count;

    /** One that holds so many at most. */
    public LiveTail(final int most) {
        this.most = most;
    }

    /** An event comes; false if there is no room, and the series must go on without its past. */
    public boolean add(final double value, final long timeNs) {
        if (count == most) {
            return false;
        }
        if (count == timesNs.length) {
            timesNs = Arrays.copyOf(timesNs, Math.min(most, 2 * count));
            values = Arrays.copyOf(values, Math.min(most, 2 * count));
        }
        timesNs[count] = timeNs;
        values[count++] = value;
        return true;
    }

    public int count() {
        return count;
    }

    public long timeNs(final int index) {
        return timesNs[index];
    }

    public double value(final int index) {
        return values[index];
    }

    /**
     * What was read without what has come since, known by its time, of which storage keeps one point each.
     *
     * @param resolutionNs to which storage cuts times
     */
    public PastPoints.Past before(final PastPoints.Past read, final long resolutionNs) {
        final long[] own = new long[count];
        for (int i = 0; i < count; i++) {
            own[i] = timesNs[i] - Math.floorMod(timesNs[i], resolutionNs);
        }
        Arrays.sort(own);
        final long[] keptTimes = new long[read.count()];
        final double[] keptValues = new double[read.count()];
        int kept = 0;
        for (int i = 0; i < read.count(); i++) {
            if (Arrays.binarySearch(own, read.timesNs()[i]) < 0) {
                keptTimes[kept] = read.timesNs()[i];
                keptValues[kept++] = read.values()[i];
            }
        }
        return new PastPoints.Past(keptTimes, keptValues, kept, read.gap());
    }
}
