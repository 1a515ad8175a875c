package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;

/** Functions that make one series of several. Thread: any; stateless. */
final class CombineFunctions {

    private static final String COMBINE = "Combine";
    private static final String TWO_LISTS = "seriesListFirstPos:seriesList! seriesListSecondPos:seriesList!";

    private CombineFunctions() {}

    static void addTo(final FunctionTable table) {
        addAggregator(table, "sumSeries sum", "sum", "The sum of all series, point by point.");
        addAggregator(table, "averageSeries avg", "average", "The mean of all series, point by point.");
        addAggregator(table, "diffSeries", "diff", "The first series less all others.");
        addAggregator(table, "stddevSeries", "stddev", "The standard deviation over all series, point by point.");
        addAggregator(table, "minSeries", "min", "The smallest value of all series, point by point.");
        addAggregator(table, "maxSeries", "max", "The largest value of all series, point by point.");
        addAggregator(table, "rangeOfSeries", "rangeOf", "The largest value of all series less the smallest.");
        addAggregator(table, "medianSeries", "median", "The median of all series, point by point.");
        table.addAggregator(
                "multiplySeries",
                "seriesLists:seriesList!*",
                "The product of all series, point by point.",
                (evaluation, arguments) -> {
                    final List<TimeSeries> all = arguments.allSeries(0);
                    return arguments.count() == 1 && all.size() == 1
                            ? all
                            : Aggregates.of(evaluation, all, "multiply", null);
                });
        addLists(table, "sumSeriesLists", "sum");
        addLists(table, "diffSeriesLists", "diff");
        addLists(table, "multiplySeriesLists", "multiply");
        addWildcards(table, "sumSeriesWithWildcards", "sum");
        addWildcards(table, "averageSeriesWithWildcards", "average");
        addWildcards(table, "multiplySeriesWithWildcards", "multiply");
        table.add(
                "aggregateWithWildcards",
                COMBINE,
                "seriesList:seriesList! func:aggFunc! position:node*",
                "One series of all that differ only in the nodes at these positions, by a function.",
                (evaluation, arguments) -> Aggregates.withWildcards(
                        evaluation, arguments.series(0), arguments.text(1, ""), arguments.rest(2)));
        table.add(
                "aggregate",
                COMBINE,
                "seriesList:seriesList! func:aggFunc! xFilesFactor:float",
                "One series of all, by a function such as sum.",
                (evaluation, arguments) ->
                        Aggregates.of(evaluation, arguments.series(0), arguments.text(1, ""), factor(arguments, 2)));
        table.add(
                "aggregateSeriesLists",
                COMBINE,
                TWO_LISTS + " func:aggFunc! xFilesFactor:float",
                "The first series of one list with the first of the other, and so on, each pair by a function.",
                (evaluation, arguments) -> lists(evaluation, arguments, arguments.text(2, ""), factor(arguments, 3)));
        table.addAggregator(
                "countSeries",
                "seriesLists:seriesList*",
                "How many series there are.",
                (evaluation, arguments) ->
                        arguments.count() > 0 && arguments.allSeries(0).isEmpty()
                                ? new ArrayList<>()
                                : countSeries(evaluation, arguments.allSeries(0)));
        table.addAggregator(
                "powSeries",
                "seriesList:seriesList!*",
                "The first series to the power of the next, and so on.",
                (evaluation, arguments) -> powSeries(evaluation, arguments.allSeries(0)));
        table.add(
                "divideSeries",
                COMBINE,
                "dividendSeriesList:seriesList! divisorSeries:seriesList!",
                "Each series divided by one other.",
                (evaluation, arguments) -> divideSeries(evaluation, arguments.series(0), arguments.series(1)));
        table.add(
                "divideSeriesLists",
                COMBINE,
                "dividendSeriesList:seriesList! divisorSeriesList:seriesList!",
                "The first series of one list divided by the first of the other, and so on.",
                CombineFunctions::divideSeriesLists);
        table.add(
                "weightedAverage",
                COMBINE,
                "seriesListAvg:seriesList! seriesListWeight:seriesList! nodes:nodeOrTag*",
                "The mean of series, each with the weight that the series of the same node has.",
                CombineFunctions::weightedAverage);
    }

    private static Double factor(final Arguments arguments, final int index) {
        return arguments.has(index) ? (Double) arguments.number(index, 0) : null;
    }

    private static void addAggregator(
            final FunctionTable table, final String names, final String function, final String help) {
        table.addAggregator(
                names,
                "seriesLists:seriesList!*",
                help,
                (evaluation, arguments) -> Aggregates.of(evaluation, arguments.allSeries(0), function, null));
    }

    private static void addLists(final FunctionTable table, final String name, final String function) {
        table.addAggregator(
                name,
                TWO_LISTS,
                "The first series of one list with the first of the other, and so on: each pair's " + function + ".",
                (evaluation, arguments) -> lists(evaluation, arguments, function, null));
    }

    private static void addWildcards(final FunctionTable table, final String name, final String function) {
        table.addAggregator(
                name,
                "seriesList:seriesList! position:node*",
                "One series of all that differ only in the nodes at these positions: their " + function + ".",
                (evaluation, arguments) ->
                        Aggregates.withWildcards(evaluation, arguments.series(0), function, arguments.rest(1)));
    }

    private static List<TimeSeries> lists(
            final Evaluation evaluation, final Arguments arguments, final String function, final Double factor) {
        final List<TimeSeries> first = arguments.series(0);
        final List<TimeSeries> second = arguments.series(1);
        if (first.size() != second.size()) {
            throw new TargetException("seriesListFirstPos and seriesListSecondPos argument must have equal length");
        }
        final List<TimeSeries> results = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            final String names = first.get(i).name + "," + second.get(i).name;
            for (final TimeSeries result :
                    Aggregates.of(evaluation, List.of(first.get(i), second.get(i)), function, factor)) {
                result.name = result.name.substring(0, result.name.indexOf("Series(")) + "Series(" + names + ")";
                results.add(result);
            }
        }
        return results;
    }

    private static List<TimeSeries> countSeries(final Evaluation evaluation, final List<TimeSeries> all) {
        if (all.isEmpty()) {
            final TimeSeries none = ConstantFunctions.line(evaluation, 0, "0");
            none.pathExpression = "countSeries()";
            return new ArrayList<>(List.of(none));
        }
        final String name = "countSeries(" + SeriesNames.paths(all) + ")";
        final Rows rows = new Rows(all);
        return new ArrayList<>(List.of(
                evaluation.series(name, rows.start, rows.end, rows.step, rows.map(evaluation, row -> row.length))));
    }

    private static List<TimeSeries> powSeries(final Evaluation evaluation, final List<TimeSeries> all) {
        if (all.isEmpty()) {
            return all;
        }
        final String name = "powSeries(" + all.stream().map(one -> one.name).collect(Collectors.joining(",")) + ")";
        final Rows rows = new Rows(all);
        final double[] values = rows.map(evaluation, row -> {
            double result = row[0];
            for (int i = 1; i < row.length; i++) {
                result = TransformFunctions.power(result, row[i]);
            }
            return result;
        });
        return new ArrayList<>(List.of(evaluation.series(name, rows.start, rows.end, rows.step, values)));
    }

    private static List<TimeSeries> divideSeries(
            final Evaluation evaluation, final List<TimeSeries> dividends, final List<TimeSeries> divisors) {
        if (divisors.isEmpty()) {
            for (final TimeSeries series : dividends) {
                series.rename("divideSeries(" + series.name + ",MISSING)");
                Arrays.fill(series.values(), TimeSeries.NONE);
            }
            return dividends;
        }
        if (divisors.size() > 1) {
            throw new TargetException(
                    "divideSeries second argument must reference exactly 1 series (got " + divisors.size() + ")");
        }
        final List<TimeSeries> results = new ArrayList<>();
        dividends.forEach(dividend -> results.add(divide(evaluation, dividend, divisors.get(0))));
        return results;
    }

    private static List<TimeSeries> divideSeriesLists(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> dividends = arguments.series(0);
        final List<TimeSeries> divisors = arguments.series(1);
        if (dividends.size() != divisors.size()) {
            throw new TargetException("dividendSeriesList and divisorSeriesList argument must have equal length");
        }
        final List<TimeSeries> results = new ArrayList<>();
        for (int i = 0; i < dividends.size(); i++) {
            results.add(divide(evaluation, dividends.get(i), divisors.get(i)));
        }
        return results;
    }

    private static TimeSeries divide(final Evaluation evaluation, final TimeSeries dividend, final TimeSeries divisor) {
        final Rows rows = new Rows(List.of(dividend, divisor));
        return evaluation.series(
                "divideSeries(" + dividend.name + "," + divisor.name + ")",
                rows.start,
                rows.end,
                rows.step,
                rows.map(evaluation, row -> quotient(row[0], row[1])));
    }

    /** None by none or zero. */
    static double quotient(final double dividend, final double divisor) {
        return divisor == 0 ? TimeSeries.NONE : dividend / divisor;
    }

    private static List<TimeSeries> weightedAverage(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> means = arguments.series(0);
        final List<TimeSeries> weights = arguments.series(1);
        final List<Object> nodes = arguments.rest(2);
        if (means.size() != weights.size()) {
            throw new TargetException("weightedAverage must receive the same number of series for seriesListAvg and "
                    + "seriesListWeight but received respectively " + means.size() + " and " + weights.size());
        }
        final Map<String, TimeSeries[]> pairs = new LinkedHashMap<>();
        for (int i = 0; i < means.size(); i++) {
            pairs.computeIfAbsent(SeriesNames.key(means.get(i), nodes), one -> new TimeSeries[2])[0] = means.get(i);
            pairs.computeIfAbsent(SeriesNames.key(weights.get(i), nodes), one -> new TimeSeries[2])[1] = weights.get(i);
        }
        final List<TimeSeries> products = new ArrayList<>();
        for (final TimeSeries[] pair : pairs.values()) {
            if (pair[0] != null && pair[1] != null) {
                products.add(product(evaluation, pair[0], pair[1]));
            }
        }
        if (products.isEmpty()) {
            return products;
        }
        final String name = "weightedAverage(" + sortedPaths(means) + ", " + sortedPaths(weights) + ", "
                + nodes.stream().map(NumberText::of).collect(Collectors.joining(",")) + ")";
        final TimeSeries sum = Aggregates.of(evaluation, products, "sum", null).get(0);
        final double[] ofWeights =
                Aggregates.of(evaluation, weights, "sum", null).get(0).points();
        final double[] values = pairwise(sum.points(), ofWeights, true);
        return new ArrayList<>(List.of(evaluation.series(name, sum.start, sum.end, sum.step, values)));
    }

    private static TimeSeries product(final Evaluation evaluation, final TimeSeries mean, final TimeSeries weight) {
        return evaluation.series(
                "product(" + weight.name + "," + mean.name + ")",
                mean.start,
                mean.end,
                mean.step,
                pairwise(mean.points(), weight.points(), false));
    }

    private static double[] pairwise(final double[] a, final double[] b, final boolean isQuotient) {
        final double[] results = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < results.length; i++) {
            final double x = i < a.length ? a[i] : TimeSeries.NONE;
            final double y = i < b.length ? b[i] : TimeSeries.NONE;
            results[i] = isQuotient ? quotient(x, y) : x * y;
        }
        return results;
    }

    private static String sortedPaths(final List<TimeSeries> seriesList) {
        return String.join(
                ",",
                seriesList.stream()
                        .map(series -> series.pathExpression)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
