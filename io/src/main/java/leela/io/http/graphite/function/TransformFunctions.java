package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;

/** Functions that change each value by itself, or by those before it. Thread: any; stateless. */
final class TransformFunctions {

    private static final String TRANSFORM = "Transform";
    private static final String SERIES = "seriesList:seriesList!";

    private TransformFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add("scale", TRANSFORM, SERIES + " factor:float!", "Each value times a factor.", (evaluation, a) -> {
            final double factor = a.number(1, 1);
            return each(a, "scale", factor, "," + NumberText.general(factor), value -> value * factor);
        });
        table.add("offset", TRANSFORM, SERIES + " factor:float!", "Each value plus a number.", (evaluation, a) -> {
            final double added = a.number(1, 0);
            return each(a, "offset", added, "," + NumberText.general(added), value -> value + added);
        });
        table.add("add", TRANSFORM, SERIES + " constant:float!", "Each value plus a number.", (evaluation, a) -> {
            final double added = a.number(1, 0);
            return each(a, "add", added, "," + (long) added, value -> value + added);
        });
        table.add("pow", TRANSFORM, SERIES + " factor:float!", "Each value to a power.", (evaluation, a) -> {
            final double power = a.number(1, 1);
            return each(a, "pow", power, "," + NumberText.general(power), value -> power(value, power));
        });
        add(table, "squareRoot", 1L, "The square root of each value.", value -> power(value, 0.5));
        add(table, "invert", 1L, "One divided by each value.", value -> power(value, -1));
        add(table, "absolute", 1L, "Each value without its sign.", Math::abs);
        add(table, "exp", "e", "e to the power of each value.", TransformFunctions::exponential);
        add(table, "logit", "logit", "The logarithm of the odds of each value.", TransformFunctions::logit);
        add(
                table,
                "sigmoid",
                "sigmoid",
                "One divided by one plus e to the power of minus each value.",
                value -> 1 / (1 + exponential(-value)));
        table.add(
                "log",
                TRANSFORM,
                SERIES + " base:float=10",
                "The logarithm of each value above zero.",
                TransformFunctions::logarithm);
        table.add(
                "round",
                TRANSFORM,
                SERIES + " precision:integer=0",
                "Each value to so many decimals.",
                TransformFunctions::rounded);
        table.add(
                "offsetToZero",
                TRANSFORM,
                SERIES,
                "Each series less its smallest value.",
                TransformFunctions::offsetToZero);
        table.add(
                "minMax",
                TRANSFORM,
                SERIES,
                "Each series brought to the range from 0, its smallest value, to 1, its largest.",
                TransformFunctions::minMax);
        table.add(
                "isNonNull",
                "Combine",
                SERIES,
                "1 where there is a value, 0 where there is none.",
                (evaluation, a) -> filled(a, "isNonNull", value -> Double.isNaN(value) ? 0 : 1));
        table.add(
                "transformNull",
                TRANSFORM,
                SERIES + " default:float=0 referenceSeries:seriesList",
                "A value where there is none; with other series, only where these have one.",
                TransformFunctions::transformNull);
        table.add(
                "changed",
                "Special",
                SERIES,
                "1 where a value differs from the one before it, else 0.",
                TransformFunctions::changed);
    }

    private static void add(
            final FunctionTable table,
            final String name,
            final Object tag,
            final String help,
            final DoubleUnaryOperator operator) {
        table.add(name, TRANSFORM, SERIES, help, (evaluation, a) -> each(a, name, tag, "", operator));
    }

    /** Applies it to every value that is there. */
    private static List<TimeSeries> each(
            final Arguments arguments,
            final String name,
            final Object tag,
            final String more,
            final DoubleUnaryOperator operator) {
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            series.tags.put(name, NumberText.of(tag));
            series.rename(name + "(" + series.name + more + ")");
            series.each(operator);
        }
        return all;
    }

    private static List<TimeSeries> filled(
            final Arguments arguments, final String name, final DoubleUnaryOperator operator) {
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            series.tags.put(name, "1");
            series.rename(name + "(" + series.name + ")");
            Arrays.setAll(series.values(), i -> operator.applyAsDouble(series.values()[i]));
        }
        return all;
    }

    /** None where there is no such power, or it is beyond all numbers. */
    static double power(final double value, final double power) {
        final double result = Math.pow(value, power);
        final boolean isBeyond = Double.isInfinite(result) && !Double.isInfinite(value) && !Double.isInfinite(power);
        return isBeyond || Double.isNaN(value) || Double.isNaN(power) ? TimeSeries.NONE : result;
    }

    private static double exponential(final double value) {
        final double result = Math.exp(value);
        if (Double.isInfinite(result) && !Double.isInfinite(value)) {
            throw new TargetException("e to the power of " + NumberText.ofDouble(value) + " is beyond all numbers");
        }
        return result;
    }

    private static double logit(final double value) {
        final double result = Math.log(value / (1 - value));
        return value == 1 || Double.isInfinite(result) ? TimeSeries.NONE : result;
    }

    private static List<TimeSeries> logarithm(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final double base = arguments.number(1, 10);
        final String shown = base == Math.rint(base) ? Long.toString((long) base) : NumberText.ofDouble(base);
        final double ofBase = Math.log(base);
        all.replaceAll(series -> {
            final double[] values = series.points().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] > 0 ? Math.log(values[i]) / ofBase : TimeSeries.NONE;
            }
            series.tags.put("log", shown);
            return series.copy("log(" + series.name + ", " + shown + ")", values);
        });
        return all;
    }

    private static List<TimeSeries> rounded(final Evaluation evaluation, final Arguments arguments) {
        final int decimals = arguments.integer(1, 0);
        return each(
                arguments,
                "round",
                (long) decimals,
                arguments.has(1) ? "," + NumberText.general(decimals) : "",
                value -> NumberText.round(value, decimals));
    }

    private static List<TimeSeries> offsetToZero(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            final double least = Aggregation.MIN.of(series.points());
            series.tags.put("offsetToZero", Double.isNaN(least) ? "None" : NumberText.ofDouble(least));
            series.rename("offsetToZero(" + series.name + ")");
            Arrays.setAll(series.values(), i -> series.values()[i] - least);
        }
        return all;
    }

    private static List<TimeSeries> minMax(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            series.rename("minMax(" + series.name + ")");
            final double least = Aggregation.MIN.of(series.points());
            final double width = Aggregation.MAX.of(series.points()) - least;
            Arrays.setAll(
                    series.values(),
                    i -> Double.isNaN(series.values()[i])
                            ? TimeSeries.NONE
                            : width == 0 ? 0 : (series.values()[i] - least) / width);
        }
        return all;
    }

    private static List<TimeSeries> transformNull(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final double standard = arguments.number(1, 0);
        final List<TimeSeries> references = arguments.series(2);
        final boolean hasReference = !references.isEmpty();
        final double[] defaults = hasReference ? defaults(references, standard) : new double[0];
        for (final TimeSeries series : all) {
            series.tags.put("transformNull", arguments.has(1) ? NumberText.ofDouble(standard) : "0");
            if (hasReference) {
                series.tags.put("referenceSeries", "1");
            }
            series.rename("transformNull(" + series.name + "," + NumberText.general(standard)
                    + (hasReference ? ",referenceSeries)" : ")"));
            final double[] values = Arrays.copyOf(series.values(), Math.max(series.values().length, defaults.length));
            Arrays.fill(values, series.values().length, values.length, TimeSeries.NONE);
            for (int i = 0; i < values.length; i++) {
                if (Double.isNaN(values[i])) {
                    values[i] = !hasReference ? standard : i < defaults.length ? defaults[i] : TimeSeries.NONE;
                }
            }
            // those of the end stay, where the other series are longer
            series.values(Arrays.copyOfRange(values, values.length - series.values().length, values.length));
        }
        return all;
    }

    private static double[] defaults(final List<TimeSeries> references, final double standard) {
        final double[] defaults = new double
                [references.stream()
                        .mapToInt(series -> series.points().length)
                        .max()
                        .orElse(0)];
        Arrays.fill(defaults, TimeSeries.NONE);
        for (final TimeSeries reference : references) {
            final double[] points = reference.points();
            for (int i = 0; i < points.length; i++) {
                defaults[i] = Double.isNaN(points[i]) ? defaults[i] : standard;
            }
        }
        return defaults;
    }

    private static List<TimeSeries> changed(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            series.rename("changed(" + series.name + ")");
            double previous = TimeSeries.NONE;
            for (int i = 0; i < series.values().length; i++) {
                final double value = series.values()[i];
                final boolean isChange = !Double.isNaN(previous) && !Double.isNaN(value) && value != previous;
                previous = Double.isNaN(previous) || isChange ? value : previous;
                series.values()[i] = isChange ? 1 : 0;
            }
        }
        return all;
    }
}
