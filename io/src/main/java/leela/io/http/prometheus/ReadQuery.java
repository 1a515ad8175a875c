package leela.io.http.prometheus;

import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.ring.Limits;

/**
 * One of the queries of a request.
 * Thread: immutable.
 * Units: epoch ms; both ends are included.
 *
 * @param isOfLabels whether no samples are wanted
 */
record ReadQuery(long fromMs, long toMs, List<LabelMatcher> matchers, boolean isOfLabels) {

    private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MOST_MS = Limits.MAX_TIME_NS / NS_PER_MS;

    long fromNs() {
        return Math.max(0, Math.min(fromMs, MOST_MS)) * NS_PER_MS;
    }

    long toNs() {
        return toMs < 0 ? -1 : Math.min(toMs, MOST_MS) * NS_PER_MS + NS_PER_MS - 1;
    }

    /** Whether a series with these labels is meant. */
    boolean matches(final SeriesLabels labels) {
        for (final LabelMatcher matcher : matchers) {
            if (!matcher.matches(labels.value(matcher.name()))) {
                return false;
            }
        }
        return true;
    }
}
