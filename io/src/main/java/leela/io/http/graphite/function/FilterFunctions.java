package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import leela.io.http.graphite.expression.ExpressionParser;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.expression.TargetExpression;
import leela.io.http.graphite.text.NamePattern;
import leela.io.http.graphite.text.NumberText;

/** Functions that leave series out, or values of them. Thread: any; stateless. */
final class FilterFunctions {

    private static final String SERIES = "Filter Series";
    private static final String DATA = "Filter Data";
    private static final String LIST = "seriesList:seriesList!";
    private static final double HALF = 50;
    private static final double PERCENT = 100;

    private FilterFunctions() {}

    static void addTo(final FunctionTable table) {
        for (final Map.Entry<String, String> one : Map.of(
                        "average", "average", "current", "last", "maximum", "max", "minimum", "min")
                .entrySet()) {
            addBound(table, one.getKey() + "Above", one.getValue(), ">");
            addBound(table, one.getKey() + "Below", one.getValue(), "<=");
        }
        table.add(
                "filterSeries",
                SERIES,
                LIST + " func:aggFunc! operator:string! threshold:float!",
                "The series whose value, by a function, is =, !=, >, >=, < or <= a number.",
                (evaluation, a) -> filtered(a, a.text(1, ""), a.text(2, ""), a.number(3, 0)));
        addKept(table, "grep", true);
        addKept(table, "exclude", false);
        table.add(
                "removeEmptySeries",
                SERIES,
                LIST + " xFilesFactor:float",
                "The series that have values, or at least such a share of them.",
                (evaluation, a) -> kept(a, series -> {
                    final double[] points = series.points();
                    return Aggregation.isEnough(Aggregation.count(points), points.length, a.number(1, 0));
                }));
        table.add(
                "limit",
                SERIES,
                LIST + " n:integer!",
                "The first so many series.",
                (evaluation, a) -> SortFunctions.first(a.series(0), a.integer(1, 0)));
        table.add(
                "mostDeviant",
                SERIES,
                LIST + " n:integer!",
                "The so many series whose values differ most among themselves.",
                (evaluation, a) -> mostDeviant(a.series(0), a.integer(1, 0)));
        table.add(
                "averageOutsidePercentile",
                SERIES,
                LIST + " n:float!",
                "The series whose mean lies outside what this percentage of all means lies in.",
                FilterFunctions::averageOutside);
        table.add(
                "removeBetweenPercentile",
                SERIES,
                LIST + " n:float!",
                "The series of which a value lies outside what this percentage of all series lies in.",
                FilterFunctions::removeBetween);
        table.add(
                "useSeriesAbove",
                SERIES,
                LIST + " value:float! search:string! replace:string!",
                "Other series, by names that are made of those of series whose largest value is above a number.",
                FilterFunctions::useSeriesAbove);
        addRemoved(table, "removeAboveValue", "above a number", false, true);
        addRemoved(table, "removeBelowValue", "below a number", false, false);
        addRemoved(table, "removeAbovePercentile", "above a percentile of the series", true, true);
        addRemoved(table, "removeBelowPercentile", "below a percentile of the series", true, false);
    }

    private static void addBound(
            final FunctionTable table, final String name, final String function, final String operator) {
        table.add(
                name,
                SERIES,
                LIST + " n:float!",
                "The series whose " + function + " is " + operator + " a number.",
                (evaluation, a) -> filtered(a, function, operator, a.number(1, 0)));
    }

    private static void addKept(final FunctionTable table, final String name, final boolean isKept) {
        table.add(
                name,
                SERIES,
                LIST + " pattern:string!",
                (isKept ? "Only the" : "All but the") + " series whose name a regular expression matches.",
                (evaluation, a) -> {
                    final NamePattern pattern = NamePattern.of(a.text(1, ""));
                    return kept(a, series -> pattern.isFoundIn(series.name) == isKept);
                });
    }

    private static void addRemoved(
            final FunctionTable table,
            final String name,
            final String what,
            final boolean isPercentile,
            final boolean isAbove) {
        table.add(name, DATA, LIST + " n:float!", "No values " + what + ".", (evaluation, a) -> {
            final List<TimeSeries> all = a.series(0);
            for (final TimeSeries series : all) {
                series.rename(name + "(" + series.name + ", " + NumberText.general(a.number(1, 0)) + ")");
                final double bound = isPercentile ? percentile(series, a.number(1, 0)) : a.number(1, 0);
                remove(series, value -> isAbove ? value > bound : value < bound);
            }
            return all;
        });
    }

    private static double percentile(final TimeSeries series, final double percent) {
        if (percent == 0) {
            throw new TargetException("The requested percent is required to be greater than 0");
        }
        final double value = Aggregation.percentile(series.points(), percent, false);
        if (!Double.isNaN(value)) {
            series.tags.put("nPercentile", NumberText.ofDouble(percent));
        }
        return value;
    }

    private static void remove(final TimeSeries series, final DoublePredicate isRemoved) {
        Arrays.setAll(series.values(), i -> isRemoved.test(series.values()[i]) ? TimeSeries.NONE : series.values()[i]);
    }

    private static List<TimeSeries> kept(final Arguments arguments, final Predicate<TimeSeries> isKept) {
        final List<TimeSeries> all = arguments.series(0);
        all.removeIf(isKept.negate());
        return all;
    }

    private static List<TimeSeries> filtered(
            final Arguments arguments, final String function, final String operator, final double bound) {
        final Aggregation aggregation = Aggregation.of(function.replaceFirst("Series$", ""));
        return kept(arguments, series -> isWithin(aggregation.of(series.points()), operator, bound));
    }

    private static boolean isWithin(final double value, final String operator, final double bound) {
        return switch (operator) {
            case "=" -> value == bound;
            case "!=" -> value != bound;
            case ">" -> value > bound;
            case ">=" -> value >= bound;
            case "<" -> !(value >= bound);
            case "<=" -> !(value > bound);
            default -> throw new TargetException("Unsupported operator: " + operator);
        };
    }

    private static List<TimeSeries> mostDeviant(final List<TimeSeries> all, final int count) {
        record Deviant(double sigma, TimeSeries series) {}
        final List<Deviant> deviants = new ArrayList<>();
        for (final TimeSeries series : all) {
            final double[] points = series.points();
            final double mean = Aggregation.AVERAGE.of(points);
            if (!Double.isNaN(mean)) {
                double squares = 0;
                for (final double value : points) {
                    squares += Double.isNaN(value) ? 0 : (value - mean) * (value - mean);
                }
                deviants.add(new Deviant(squares / Aggregation.count(points), series));
            }
        }
        deviants.sort(Comparator.comparingDouble(Deviant::sigma).reversed());
        return SortFunctions.first(
                new ArrayList<>(deviants.stream().map(Deviant::series).toList()), count);
    }

    private static double outer(final double percent) {
        return percent < HALF ? PERCENT - percent : percent;
    }

    private static List<TimeSeries> averageOutside(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final double percent = outer(arguments.number(1, 0));
        final double[] means = all.stream()
                .mapToDouble(series -> Aggregation.AVERAGE.of(series.points()))
                .toArray();
        final double low = Aggregation.percentile(means, PERCENT - percent, false);
        final double high = Aggregation.percentile(means, percent, false);
        return kept(arguments, series -> {
            final double mean = Aggregation.AVERAGE.of(series.points());
            if (Double.isNaN(mean)) {
                throw new TargetException("averageOutsidePercentile: a series without values");
            }
            return !(low < mean && mean < high);
        });
    }

    private static List<TimeSeries> removeBetween(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final double percent = outer(arguments.number(1, 0));
        final int count =
                all.stream().mapToInt(series -> series.points().length).min().orElse(0);
        final double[] lows = new double[count];
        final double[] highs = new double[count];
        final double[] row = new double[all.size()];
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < row.length; column++) {
                row[column] = all.get(column).points()[i];
            }
            lows[i] = Aggregation.percentile(row, PERCENT - percent, false);
            highs[i] = Aggregation.percentile(row, percent, false);
        }
        return kept(arguments, series -> {
            final double[] points = series.points();
            boolean isOutside = false;
            for (int i = 0; i < points.length; i++) {
                if (i >= count || Double.isNaN(points[i])) {
                    throw new TargetException("removeBetweenPercentile: series of other lengths, or with gaps");
                }
                isOutside |= !(lows[i] < points[i] && points[i] < highs[i]);
            }
            return isOutside;
        });
    }

    private static List<TimeSeries> useSeriesAbove(final Evaluation evaluation, final Arguments arguments) {
        final NamePattern search = NamePattern.of(arguments.text(2, ""));
        final List<String> names = new ArrayList<>();
        for (final TimeSeries series : arguments.series(0)) {
            if (Aggregation.MAX.of(series.points()) > arguments.number(1, 0)) {
                names.add(search.replace(series.name, arguments.text(3, "")));
            }
        }
        final String target = "group(" + String.join(",", names) + ")";
        // names that are no paths are no series
        final boolean isTarget = ExpressionParser.parseStart(target) instanceof TargetExpression.Call;
        final List<TimeSeries> found = names.isEmpty() || !isTarget ? new ArrayList<>() : evaluation.evaluate(target);
        found.removeIf(series -> series.size() == 0);
        return found;
    }
}
