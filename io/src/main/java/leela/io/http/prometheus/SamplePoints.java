package leela.io.http.prometheus;

import java.util.concurrent.TimeUnit;
import leela.engine.history.History;

/**
 * The points of a series as samples: of those within one ms the last, and NaN always the same, since there is one that
 * says that a series has ended.
 * Thread: one at a time.
 * Memory: a batch.
 * Units: epoch ms.
 */
final class SamplePoints implements AutoCloseable {

    private static final int BATCH = 1024;
    private static final double NAN = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);

    private final History.Points points;
    private final long[] times = new long[BATCH];
    private final double[] values = new double[BATCH];
    /** With a place for the sample that the batch before ended with. */
    private final long[] timesMs = new long[BATCH + 1];

    private final double[] samples = new double[BATCH + 1];
    /** Whether a sample waits: the next batch may begin with one of the same ms. */
    private boolean isHeld;

    private long heldMs;
    private double held;

    /** Takes over {@code points}. */
    SamplePoints(final History.Points points) {
        this.points = points;
    }

    /** Reads more; how many samples there are now, from 0 on, maybe none; -1 at the end. */
    int read() {
        final int read = points.read(times, values);
        int count = 0;
        if (isHeld) {
            timesMs[0] = heldMs;
            samples[0] = held;
            count = 1;
        }
        isHeld = false;
        if (read == 0) {
            return count == 0 ? -1 : count;
        }
        for (int i = 0; i < read; i++) {
            final long ms = TimeUnit.NANOSECONDS.toMillis(times[i]);
            count -= count > 0 && timesMs[count - 1] == ms ? 1 : 0;
            timesMs[count] = ms;
            samples[count++] = Double.isNaN(values[i]) ? NAN : values[i];
        }
        isHeld = true;
        heldMs = timesMs[count - 1];
        held = samples[count - 1];
        return count - 1;
    }

    long timeMs(final int index) {
        return timesMs[index];
    }

    double value(final int index) {
        return samples[index];
    }

    @Override
    public void close() {
        points.close();
    }
}
