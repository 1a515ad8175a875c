package leela.io.http.graphite.answer;

import java.util.List;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.function.TimeSeries;

/** How many values make a point where no more points than so many are shown. Thread: any; stateless. */
final class Bands {

    private Bands() {}

    /** The bands of points stay where they are while the range moves on. */
    static void join(final List<TimeSeries> all, final int maxDataPoints) {
        final long first = all.stream().mapToLong(series -> series.start).min().orElse(0);
        final long last = all.stream().mapToLong(series -> series.end).max().orElse(0);
        for (final TimeSeries series : all) {
            final double count = (double) (last - first) / series.step;
            if (maxDataPoints == 1) {
                series.consolidate(series.size());
            } else if (maxDataPoints < count) {
                final long valuesPerPoint = (long) Math.ceil(count / maxDataPoints);
                final long secondsPerPoint = valuesPerPoint * series.step;
                final long nudge = secondsPerPoint
                        + Math.floorMod(series.start, series.step)
                        - Math.floorMod(series.start, secondsPerPoint);
                series.start += nudge;
                if (nudge / series.step - 1 > series.size()) {
                    throw new TargetException("maxDataPoints: " + maxDataPoints + " are too few for " + series.name);
                }
                series.dropFirst((int) Math.max(0, nudge / series.step - 1));
                series.consolidate(valuesPerPoint);
            }
        }
    }
}
