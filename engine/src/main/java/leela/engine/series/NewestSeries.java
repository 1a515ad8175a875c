package leela.engine.series;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The series that were made last: what somebody looks for who has just begun to send.
 * Thread: {@link #add} one at a time, under the table's lock; {@link #newestFirst} any.
 * Memory: references to the last {@link #KEPT}.
 */
final class NewestSeries {

    /** A power of two. */
    static final int KEPT = 64;

    private final AtomicReferenceArray<Series> last = new AtomicReferenceArray<>(KEPT);
    private volatile long made;

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void add(final Series series) {
        last.set((int) (made & (KEPT - 1)), series);
        made++;
    }

    /** Those that are still live; while others are made, one may be missing. */
    List<Series> newestFirst() {
        final List<Series> found = new ArrayList<>();
        final long end = made;
        for (long i = end - 1; i >= Math.max(0, end - KEPT); i--) {
            final Series series = last.get((int) (i & (KEPT - 1)));
            if (series != null && !series.isPurged()) {
                found.add(series);
            }
        }
        return found;
    }
}
