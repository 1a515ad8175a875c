package leela.io.http.v1;

import java.util.concurrent.TimeUnit;
import leela.engine.history.History;

/**
 * The newest points of a key in a range, the newest first. History is read forwards only, so this looks at the last
 * hour, then at ever longer stretches before it, until there are enough.
 * Thread: one at a time.
 * Memory: two columns of as many points as are asked for.
 */
final class NewestPoints implements History.Points {

    private static final long FIRST_STRETCH_NS = TimeUnit.HOURS.toNanos(1);
    private static final int GROWTH = 8;
    private static final int BATCH = 1024;

    private final History history;
    private final SeriesPages.Query query;
    private final boolean withNans;
    /** Filled from its end to its start; what is not given away yet lies between {@link #start} and {@link #left}. */
    private final long[] timesNs;

    private final double[] values;
    private int start;
    private int left;
    private boolean isRead;

    /** @param withNans whether values that are no numbers count */
    NewestPoints(final History history, final SeriesPages.Query query, final int limit, final boolean withNans) {
        this.history = history;
        this.query = query;
        this.withNans = withNans;
        timesNs = new long[limit];
        values = new double[limit];
        start = limit;
        left = limit;
    }

    @Override
    public int read(final long[] intoTimesNs, final double[] intoValues) {
        if (!isRead) {
            isRead = true;
            readAll();
        }
        int count = 0;
        while (left > start && count < intoTimesNs.length) {
            left--;
            intoTimesNs[count] = timesNs[left];
            intoValues[count] = values[left];
            count++;
        }
        return count;
    }

    private void readAll() {
        final long firstNs = query.range().fromNs();
        long toNs = query.range().toNs();
        long stretchNs = FIRST_STRETCH_NS;
        while (start > 0 && toNs >= firstNs) {
            // the first stretch reaches all that lies ahead of now
            final long fromNs = Math.max(firstNs, Math.min(toNs, query.nowNs()) - stretchNs + 1);
            readStretch(fromNs, toNs);
            toNs = fromNs - 1;
            stretchNs = Math.min(stretchNs * GROWTH, Long.MAX_VALUE / GROWTH);
        }
    }

    /** Puts the newest of a stretch before what is there. */
    private void readStretch(final long fromNs, final long toNs) {
        final long[] batchTimesNs = new long[BATCH];
        final double[] batchValues = new double[BATCH];
        final int room = start;
        int written = 0;
        try (History.Points points = history.points(query.key(), fromNs, toNs)) {
            for (int n = points.read(batchTimesNs, batchValues); n > 0; n = points.read(batchTimesNs, batchValues)) {
                for (int i = 0; i < n; i++) {
                    if (withNans || Double.isFinite(batchValues[i])) {
                        timesNs[written % room] = batchTimesNs[i];
                        values[written % room] = batchValues[i];
                        written++;
                    }
                }
            }
        }
        rotate(room, written);
    }

    /** What was written round and round the first {@code room} places goes to their end, in order. */
    private void rotate(final int room, final int written) {
        final int count = Math.min(room, written);
        final int oldest = written > room ? written % room : 0;
        final long[] orderedTimesNs = new long[count];
        final double[] orderedValues = new double[count];
        for (int i = 0; i < count; i++) {
            orderedTimesNs[i] = timesNs[(oldest + i) % room];
            orderedValues[i] = values[(oldest + i) % room];
        }
        start = room - count;
        System.arraycopy(orderedTimesNs, 0, timesNs, start, count);
        System.arraycopy(orderedValues, 0, values, start, count);
    }

    @Override
    public void close() {
        // each stretch was closed when it was read
    }
}
