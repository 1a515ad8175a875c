package leela.io.http.graphite.path;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import leela.engine.history.History;
import leela.engine.ring.Limits;

/**
 * How far apart the values of a series are: the median distance of its newest 100 points, in whole seconds; a minute of
 * one that has fewer than two.
 * Thread: any; may block on storage.
 * Memory: a step for each of {@link #MOST} paths, for half a minute to a minute.
 */
public final class SeriesStep {

    private static final int POINTS = 100;
    private static final int BATCH = 256;
    private static final int MOST = 20_000;
    private static final long UNKNOWN = 60;
    private static final long KEPT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long FIRST_STRETCH_NS = TimeUnit.HOURS.toNanos(1);
    private static final int GROWTH = 8;
    /** Makes of hashes that are close together others that are far apart. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final History history;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(long step, long untilNs) {}

    public SeriesStep(final History history) {
        this.history = history;
    }

    /** In seconds. */
    public long of(final String path, final long nowNs) {
        final Known kept = known.get(path);
        if (kept != null && kept.untilNs > nowNs && kept.untilNs <= nowNs + KEPT_NS) {
            return kept.step;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        final long step = read(KeyTree.bytes(path), nowNs);
        known.put(path, new Known(step, nowNs + keptNs(path)));
        return step;
    }

    /** Those that were met together are not looked for again together: one request would have to wait for all. */
    private static long keptNs(final String path) {
        return KEPT_NS - Math.floorMod(path.hashCode() * SPREAD, KEPT_NS / 2);
    }

    private long read(final byte[] key, final long nowNs) {
        final long[] newest = new long[POINTS];
        long stretchNs = FIRST_STRETCH_NS;
        while (true) {
            final long fromNs = Math.max(0, nowNs - stretchNs);
            final long count = newest(key, fromNs, newest);
            if (count >= POINTS || fromNs == 0) {
                return median(newest, count);
            }
            stretchNs = stretchNs > nowNs / GROWTH ? nowNs : stretchNs * GROWTH;
        }
    }

    /** Leaves the last times in the array, round and round; how many there were. */
    private long newest(final byte[] key, final long fromNs, final long[] newest) {
        final long[] timesNs = new long[BATCH];
        final double[] values = new double[BATCH];
        long count = 0;
        try (History.Points points = history.points(key, fromNs, Limits.MAX_TIME_NS)) {
            for (int n = points.read(timesNs, values); n > 0; n = points.read(timesNs, values)) {
                for (int i = Math.max(0, n - POINTS); i < n; i++) {
                    newest[(int) ((count + i) % POINTS)] = timesNs[i];
                }
                count += n;
            }
        }
        return count;
    }

    private static long median(final long[] newest, final long count) {
        if (count < 2) {
            return UNKNOWN;
        }
        final long[] times = Arrays.copyOf(newest, (int) Math.min(count, POINTS));
        Arrays.sort(times);
        final long[] distances = new long[times.length - 1];
        Arrays.setAll(distances, i -> times[i + 1] - times[i]);
        Arrays.sort(distances);
        return Math.max(1, (distances[distances.length / 2] + SECOND_NS / 2) / SECOND_NS);
    }
}
