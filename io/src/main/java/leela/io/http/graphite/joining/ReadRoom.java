package leela.io.http.graphite.joining;

import java.util.function.IntConsumer;

/**
 * What reading takes: points as they come from storage, and the values that they make; for one series after another.
 * Thread: one at a time.
 * Memory: 16 kB, and 8 bytes a value of the longest series.
 */
public final class ReadRoom {

    private static final int BATCH = 1024;
    private static final int FIRST_VALUES = 1024;
    /** Nobody is told how many points were read. */
    private static final IntConsumer NOBODY = count -> {};

    private final long[] timesNs = new long[BATCH];
    private final double[] batch = new double[BATCH];
    private double[] values = new double[FIRST_VALUES];
    private IntConsumer watch = NOBODY;

    /** Tells somebody of each batch of points that is read from now on; who may end that by an exception. */
    public ReadRoom watchedBy(final IntConsumer newWatch) {
        watch = newWatch;
        return this;
    }

    /** Nobody reads here just now. */
    public void leave() {
        watch = NOBODY;
    }

    public long[] timesNs() {
        return timesNs;
    }

    public double[] batch() {
        return batch;
    }

    /** Values there is room for already. */
    public int capacity() {
        return values.length;
    }

    /** So many points were read. */
    public void read(final int count) {
        watch.accept(count);
    }

    /** Room for so many values at least, which hold anything. */
    public double[] values(final int count) {
        if (values.length < count) {
            values = new double[Math.max(count, 2 * values.length)];
        }
        return values;
    }
}
