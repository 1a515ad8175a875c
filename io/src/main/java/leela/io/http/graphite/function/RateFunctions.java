package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;
import leela.io.http.graphite.text.TimeOffset;

/** Differences, rates, sums over time, and what fills gaps. Thread: any; stateless. */
final class RateFunctions {

    private static final String TRANSFORM = "Transform";
    private static final String SERIES = "seriesList:seriesList!";
    private static final String WRAPS = SERIES + " maxValue:float minValue:float";
    private static final int DECIMALS = 6;

    private RateFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "derivative",
                TRANSFORM,
                SERIES,
                "Each value less the one before it.",
                (evaluation, a) -> copies(a, "derivative", "1", "", RateFunctions::differences));
        table.add(
                "integral",
                TRANSFORM,
                SERIES,
                "The sum of all values so far.",
                (evaluation, a) -> copies(a, "integral", "1", "", RateFunctions::sums));
        table.add(
                "nonNegativeDerivative",
                TRANSFORM,
                WRAPS,
                "How far a counter went; none where it went back.",
                (evaluation, a) -> copies(a, "nonNegativeDerivative", "1", "", values -> increases(values, a)));
        table.add(
                "perSecond",
                TRANSFORM,
                WRAPS,
                "How far a counter went each second; none where it went back.",
                RateFunctions::perSecond);
        table.add(
                "scaleToSeconds",
                TRANSFORM,
                SERIES + " seconds:float!",
                "Each value for so many seconds instead of the series' step.",
                RateFunctions::scaleToSeconds);
        table.add(
                "integralByInterval",
                TRANSFORM,
                SERIES + " intervalUnit:interval!",
                "The sum of all values since the interval began.",
                RateFunctions::integralByInterval);
        table.add(
                "delay",
                TRANSFORM,
                SERIES + " steps:integer!",
                "Each value so many steps later.",
                RateFunctions::delay);
        table.add(
                "keepLastValue",
                TRANSFORM,
                SERIES + " limit:intOrInf=inf",
                "The last value where there is none, at most so many times.",
                (evaluation, a) -> gaps(a, "keepLastValue", RateFunctions::keepLast));
        table.add(
                "interpolate",
                TRANSFORM,
                SERIES + " limit:intOrInf=inf",
                "A straight line over gaps of at most so many values.",
                (evaluation, a) -> gaps(a, "interpolate", RateFunctions::interpolated));
    }

    private static List<TimeSeries> copies(
            final Arguments arguments,
            final String name,
            final String tag,
            final String more,
            final UnaryOperator<double[]> operator) {
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            series.tags.put(name, tag);
            return series.copy(name + "(" + series.name + more + ")", operator.apply(series.points()));
        });
        return all;
    }

    private static double[] differences(final double[] points) {
        final double[] values = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            values[i] = i == 0 ? TimeSeries.NONE : points[i] - points[i - 1];
        }
        return values;
    }

    private static double[] sums(final double[] points) {
        final double[] values = new double[points.length];
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += Double.isNaN(points[i]) ? 0 : points[i];
            values[i] = Double.isNaN(points[i]) ? TimeSeries.NONE : sum;
        }
        return values;
    }

    private static double[] increases(final double[] points, final Arguments arguments) {
        final boolean hasMost = arguments.has(1);
        final boolean hasLeast = arguments.has(2);
        final double most = arguments.number(1, 0);
        final double least = arguments.number(2, 0);
        final double[] values = new double[points.length];
        double previous = TimeSeries.NONE;
        for (int i = 0; i < points.length; i++) {
            final double value = points[i];
            values[i] = TimeSeries.NONE;
            if (hasMost && value > most || hasLeast && value < least) {
                previous = TimeSeries.NONE;
                continue;
            }
            if (value >= previous) {
                values[i] = value - previous;
            } else if (value < previous && hasMost) {
                values[i] = most + 1 + value - previous - least;
            } else if (value < previous && hasLeast) {
                values[i] = value - least;
            }
            previous = value;
        }
        return values;
    }

    private static List<TimeSeries> perSecond(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            series.tags.put("perSecond", "1");
            final double[] values = increases(series.points(), arguments);
            Arrays.setAll(values, i -> NumberText.round(values[i] / series.step, DECIMALS));
            return series.copy("perSecond(" + series.name + ")", values);
        });
        return all;
    }

    private static List<TimeSeries> scaleToSeconds(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final double seconds = arguments.number(1, 1);
        for (final TimeSeries series : all) {
            series.tags.put("scaleToSeconds", NumberText.ofDouble(seconds));
            series.rename("scaleToSeconds(" + series.name + "," + (long) seconds + ")");
            final double factor = seconds / series.step;
            Arrays.setAll(series.values(), i -> NumberText.round(series.values()[i] * factor, DECIMALS));
        }
        return all;
    }

    private static List<TimeSeries> integralByInterval(final Evaluation evaluation, final Arguments arguments) {
        final String unit = arguments.text(1, "");
        final long interval = Math.abs(TimeOffset.seconds(unit));
        if (interval == 0) {
            throw new TargetException("integralByInterval: " + unit + " (expected: an interval such as 1d)");
        }
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            final double[] points = series.points();
            final double[] values = new double[points.length];
            double sum = 0;
            for (int i = 0; i < points.length; i++) {
                final long time = series.start + i * series.step - evaluation.from();
                if (Math.floorDiv(time, interval) != Math.floorDiv(time - series.step, interval)) {
                    sum = 0;
                }
                sum += Double.isNaN(points[i]) ? 0 : points[i];
                values[i] = sum;
            }
            series.tags.put("integralByInterval", unit);
            return series.copy("integralByInterval(" + series.name + ",'" + unit + "')", values);
        });
        return all;
    }

    private static List<TimeSeries> delay(final Evaluation evaluation, final Arguments arguments) {
        final int steps = arguments.integer(1, 0);
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            final int length = series.values().length;
            // no steps at all leave nothing, as those who asked first got it
            final double[] values = new double[steps == 0 ? 0 : length];
            Arrays.setAll(values, i -> {
                final long from = (long) i - steps;
                return from < 0 || from >= length ? TimeSeries.NONE : series.values()[(int) from];
            });
            series.tags.put("delay", Integer.toString(steps));
            return series.copy("delay(" + series.name + "," + steps + ")", values);
        });
        return all;
    }

    /** Fills a gap in front of {@code end}, which is the length where no value comes behind it. */
    private interface Gap {
        void fill(double[] values, int start, int end);
    }

    private static List<TimeSeries> gaps(final Arguments arguments, final String name, final Gap gap) {
        final double limit = arguments.number(1, Double.POSITIVE_INFINITY);
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            series.rename(name + "(" + series.name + ")");
            int start = -1;
            for (int i = 0; i <= series.values().length; i++) {
                final boolean isValue = i < series.values().length && !Double.isNaN(series.values()[i]);
                if (isValue || i == series.values().length) {
                    if (start > 0 && i - start <= limit) {
                        gap.fill(series.values(), start, i);
                    }
                    start = -1;
                } else if (start < 0) {
                    start = i;
                }
            }
        }
        return new ArrayList<>(all);
    }

    private static void keepLast(final double[] values, final int start, final int end) {
        Arrays.fill(values, start, end, values[start - 1]);
    }

    private static void interpolated(final double[] values, final int start, final int end) {
        if (end == values.length) {
            return;
        }
        final double before = values[start - 1];
        final double rise = values[end] - before;
        for (int i = start; i < end; i++) {
            values[i] = before + (i - start + 1) * rise / (end - start + 1);
        }
    }
}
