package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;
import leela.io.http.graphite.text.TimeOffset;
import leela.io.http.graphite.text.TimeReference;

/**
 * Functions over a window that moves along a series. What lies before the range is read too, so that the first windows
 * are full.
 * Thread: any; stateless.
 */
final class WindowFunctions {

    private static final String CALCULATE = "Calculate";
    private static final String SERIES = "seriesList:seriesList! windowSize:intOrInterval!";
    private static final int DECIMALS = 6;
    /** Windows times their width: a second's work. */
    private static final long MOST_STEPS = 1L << 30;

    private WindowFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "movingWindow",
                CALCULATE,
                SERIES + " func:aggFunc=average xFilesFactor:float",
                "A function of the values before each, as many as the window holds.",
                (evaluation, a) -> moving(evaluation, a, a.text(2, "average"), 3));
        addMoving(table, "movingAverage", "average", "mean");
        addMoving(table, "movingMedian", "median", "median");
        addMoving(table, "movingSum", "sum", "sum");
        addMoving(table, "movingMin", "min", "smallest");
        addMoving(table, "movingMax", "max", "largest");
        table.add(
                "exponentialMovingAverage",
                CALCULATE,
                SERIES,
                "The mean of the values before each, of which later ones weigh more.",
                WindowFunctions::exponential);
        table.add(
                "stdev",
                CALCULATE,
                "seriesList:seriesList! points:integer! windowTolerance:float=0.1",
                "The standard deviation of the last values, so many of them.",
                WindowFunctions::stdev);
        table.add(
                "linearRegression",
                CALCULATE,
                "seriesList:seriesList! startSourceAt:date endSourceAt:date",
                "The straight line that is closest to the values between two times.",
                WindowFunctions::regression);
    }

    private static void addMoving(
            final FunctionTable table, final String name, final String function, final String what) {
        table.add(
                name,
                CALCULATE,
                SERIES + " xFilesFactor:float",
                "The " + what + " of the values before each, as many as the window holds.",
                (evaluation, a) -> moving(evaluation, a, function, 2));
    }

    /** How long before the range reading begins. */
    private static long preview(final Arguments arguments, final List<TimeSeries> all) {
        if (arguments.value(1) instanceof String text) {
            return Math.abs(TimeOffset.seconds(text));
        }
        final long points = arguments.integer(1, 1);
        return points * all.stream().mapToLong(series -> series.step).max().orElse(1);
    }

    private static int windowPoints(final Arguments arguments, final TimeSeries series, final long preview) {
        final long points = arguments.value(1) instanceof String ? preview / series.step : arguments.integer(1, 1);
        if (points < 0 || points > Integer.MAX_VALUE) {
            throw new TargetException("windowSize: " + arguments.text(1, "") + " (expected: such as 10 or 5min)");
        }
        return (int) points;
    }

    private static String shown(final Arguments arguments) {
        return arguments.value(1) instanceof String text ? "\"" + text + "\"" : arguments.text(1, "");
    }

    private static List<TimeSeries> moving(
            final Evaluation evaluation, final Arguments arguments, final String function, final int factorAt) {
        final List<TimeSeries> all = arguments.series(0);
        if (all.isEmpty()) {
            return all;
        }
        final Aggregation aggregation = Aggregation.of(function);
        final long preview = preview(arguments, all);
        final List<TimeSeries> wider =
                arguments.again(evaluation.over(evaluation.from() - preview, evaluation.until()));
        final String tag = "moving" + function.substring(0, 1).toUpperCase(Locale.ROOT)
                + function.substring(1).toLowerCase(Locale.ROOT);
        wider.replaceAll(series -> {
            final int width = windowPoints(arguments, series, preview);
            final double factor = arguments.number(factorAt, series.xFilesFactor);
            series.tags.put(tag, arguments.text(1, ""));
            return series.copy(
                    tag + "(" + series.name + "," + shown(arguments) + ")",
                    series.start + preview,
                    series.end,
                    series.step,
                    windows(evaluation, series.values(), width, aggregation, factor));
        });
        return wider;
    }

    private static double[] windows(
            final Evaluation evaluation,
            final double[] values,
            final int width,
            final Aggregation aggregation,
            final double factor) {
        final double[] results = new double[Math.max(0, values.length - width)];
        if ((long) results.length * width > MOST_STEPS) {
            throw new TargetException("a window of " + width + " points over " + values.length
                    + " (expected: a smaller one, or a shorter range)");
        }
        if (aggregation == Aggregation.MEDIAN && width > 0) {
            medians(
                    evaluation,
                    values,
                    new MovingMedian(evaluation.values(Math.min(width, values.length))),
                    factor,
                    results);
            return results;
        }
        // one for all windows: an array each made hundreds of megabytes a second, and everybody waits for collections
        final double[] window = evaluation.values(results.length == 0 ? 0 : width);
        double[] some = {};
        for (int i = 0; i < results.length; i++) {
            evaluation.worked(width);
            System.arraycopy(values, i, window, 0, width);
            final int count = Aggregation.count(window);
            if (!Aggregation.isEnough(count, width, factor)) {
                results[i] = TimeSeries.NONE;
            } else if (count == width) {
                results[i] = aggregation.ofOwn(window);
            } else {
                some = count == some.length ? some : new double[count];
                results[i] = aggregation.ofOwn(present(window, some));
            }
        }
        return results;
    }

    private static void medians(
            final Evaluation evaluation,
            final double[] values,
            final MovingMedian median,
            final double factor,
            final double[] results) {
        final int width = values.length - results.length;
        for (int i = 0; i < width; i++) {
            evaluation.worked(median.count());
            median.add(values[i]);
        }
        for (int i = 0; i < results.length; i++) {
            evaluation.worked(median.count());
            results[i] = Aggregation.isEnough(median.count(), width, factor) ? median.value() : TimeSeries.NONE;
            median.remove(values[i]);
            median.add(values[i + width]);
        }
    }

    private static double[] present(final double[] window, final double[] present) {
        int at = 0;
        for (final double value : window) {
            if (!Double.isNaN(value)) {
                present[at++] = value;
            }
        }
        return present;
    }

    private static List<TimeSeries> exponential(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        if (all.isEmpty()) {
            return all;
        }
        final long preview = preview(arguments, all);
        final double weight = 2.0 / ((arguments.value(1) instanceof String ? preview : arguments.integer(1, 1)) + 1);
        final List<TimeSeries> wider =
                arguments.again(evaluation.over(evaluation.from() - preview, evaluation.until()));
        wider.replaceAll(series -> {
            final int width = Math.min(series.values().length, windowPoints(arguments, series, preview));
            final double[] values = new double[series.values().length - width + 1];
            final double first = Aggregation.AVERAGE.of(Arrays.copyOf(series.values(), width));
            double mean = Double.isNaN(first) ? 0 : first;
            values[0] = NumberText.round(mean, DECIMALS);
            for (int i = width; i < series.values().length; i++) {
                final double value = series.values()[i];
                mean = Double.isNaN(value) ? mean : weight * value + (1 - weight) * mean;
                values[i - width + 1] = Double.isNaN(value) ? TimeSeries.NONE : NumberText.round(mean, DECIMALS);
            }
            series.tags.put("exponentialMovingAverage", arguments.text(1, ""));
            return series.copy(
                    "exponentialMovingAverage(" + series.name + "," + shown(arguments) + ")",
                    series.start + preview,
                    series.end,
                    series.step,
                    values);
        });
        return wider;
    }

    private static List<TimeSeries> stdev(final Evaluation evaluation, final Arguments arguments) {
        final int points = arguments.integer(1, 1);
        final double tolerance = arguments.number(2, 0.1);
        if (points < 1) {
            throw new TargetException("stdev: " + points + " points (expected: 1 or more)");
        }
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            series.tags.put("stdev", Integer.toString(points));
            return series.copy(
                    "stdev(" + series.name + "," + points + ")", deviations(series.points(), points, tolerance));
        });
        return all;
    }

    /** By running sums: what others compute so too is the same to the last bit. */
    private static double[] deviations(final double[] values, final int points, final double tolerance) {
        final double[] results = new double[values.length];
        int valid = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            final double dropped = i < points ? TimeSeries.NONE : values[i - points];
            if (!Double.isNaN(dropped)) {
                valid--;
                sum -= dropped;
                squares -= dropped * dropped;
            }
            if (!Double.isNaN(values[i])) {
                valid++;
                sum += values[i];
                squares += values[i] * values[i];
            }
            results[i] = valid > 0 && (double) valid / points >= tolerance
                    ? Math.sqrt(valid * squares - sum * sum) / valid
                    : TimeSeries.NONE;
        }
        return results;
    }

    private static List<TimeSeries> regression(final Evaluation evaluation, final Arguments arguments) {
        final long from = arguments.has(1)
                ? TimeReference.seconds(arguments.text(1, ""), evaluation.zone(), evaluation.now())
                : evaluation.from();
        final long until = arguments.has(2)
                ? TimeReference.seconds(arguments.text(2, ""), evaluation.zone(), evaluation.now())
                : evaluation.until();
        final List<TimeSeries> all = arguments.series(0);
        final List<TimeSeries> sources = arguments.again(evaluation.over(from, until));
        final List<TimeSeries> results = new ArrayList<>();
        for (int i = 0; i < Math.min(all.size(), sources.size()); i++) {
            final TimeSeries series = all.get(i);
            final double[] line = line(sources.get(i));
            series.tags.put("linearRegressions", from + ", " + until);
            if (line.length > 0) {
                final double[] values = new double[series.points().length];
                Arrays.setAll(values, at -> line[1] + (series.start + at * series.step) * line[0]);
                results.add(new TimeSeries(
                        "linearRegression(" + series.name + ", " + from + ", " + until + ")",
                        series.start,
                        series.end,
                        series.step,
                        values,
                        series.xFilesFactor,
                        series.tags));
            }
        }
        return results;
    }

    /** The slope a second and the value at 1970; none of less than two values. */
    private static double[] line(final TimeSeries series) {
        final double[] values = series.points();
        long count = 0;
        long sumIndex = 0;
        long sumSquares = 0;
        double sumValues = 0;
        double sumProducts = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                count++;
                sumIndex += i;
                sumSquares += (long) i * i;
                sumValues += values[i];
                sumProducts += i * values[i];
            }
        }
        final double denominator = (double) count * sumSquares - (double) sumIndex * sumIndex;
        if (denominator == 0) {
            return new double[0];
        }
        final double slope = (count * sumProducts - sumIndex * sumValues) / denominator / series.step;
        final double offset = (sumSquares * sumValues - sumProducts * sumIndex) / denominator - slope * series.start;
        return new double[] {slope, offset};
    }

    /** The median of the values of a window that moves: they are kept in order, in the room that is given. */
    private static final class MovingMedian {

        private final double[] sorted;
        private int count;

        MovingMedian(final double[] room) {
            sorted = room;
        }

        /** Values that are there. */
        int count() {
            return count;
        }

        /** NaN is none. */
        void add(final double value) {
            if (!Double.isNaN(value)) {
                final int found = Arrays.binarySearch(sorted, 0, count, value);
                final int at = found < 0 ? -found - 1 : found;
                System.arraycopy(sorted, at, sorted, at + 1, count - at);
                sorted[at] = value;
                count++;
            }
        }

        /** One that was added. */
        void remove(final double value) {
            if (!Double.isNaN(value)) {
                final int at = Arrays.binarySearch(sorted, 0, count, value);
                System.arraycopy(sorted, at + 1, sorted, at, count - at - 1);
                count--;
            }
        }

        /** Of at least one value. */
        double value() {
            final int middle = count / 2;
            return count % 2 == 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle];
        }
    }
}
