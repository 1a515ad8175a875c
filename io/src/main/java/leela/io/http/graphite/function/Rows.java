package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Series brought to one step, so that they can be taken together, a row of their points at a time. The longest decides
 * how many rows there are.
 * Thread: the request's.
 */
final class Rows {

    final long start;
    final long end;
    final long step;
    private final double[][] columns;

    /** Brings the series to the smallest common multiple of their steps. */
    Rows(final List<TimeSeries> seriesList) {
        long common = 1;
        for (final TimeSeries series : seriesList) {
            common = multiple(common, series.step);
        }
        final long commonStep = common;
        step = commonStep;
        seriesList.forEach(series -> series.consolidate(commonStep / series.step));
        start = seriesList.stream().mapToLong(series -> series.start).min().orElse(0);
        final long last =
                seriesList.stream().mapToLong(series -> series.end).max().orElse(0);
        end = last - (last - start) % step;
        columns = seriesList.stream().map(TimeSeries::points).toArray(double[][]::new);
    }

    int count() {
        return Arrays.stream(columns).mapToInt(column -> column.length).max().orElse(0);
    }

    double[] row(final int index, final double[] into) {
        for (int i = 0; i < columns.length; i++) {
            into[i] = index < columns[i].length ? columns[i][index] : TimeSeries.NONE;
        }
        return into;
    }

    /** What a function makes of each row. */
    double[] map(final Evaluation evaluation, final ToDoubleFunction<double[]> function) {
        final double[] results = new double[count()];
        final double[] row = new double[columns.length];
        for (int i = 0; i < results.length; i++) {
            evaluation.worked(row.length);
            results[i] = function.applyAsDouble(row(i, row));
        }
        return results;
    }

    private static long multiple(final long a, final long b) {
        long x = Math.max(a, b);
        long y = Math.min(a, b);
        while (y > 0) {
            final long rest = x % y;
            x = y;
            y = rest;
        }
        return x <= 0 ? Math.max(a, b) : Math.multiplyExact(a / x, b);
    }
}
