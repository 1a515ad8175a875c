package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;

/** Shares of a whole, and percentiles. Thread: any; stateless. */
final class PercentFunctions {

    private static final double PERCENT = 100.0;

    private PercentFunctions() {}

    static void addTo(final FunctionTable table) {
        table.addAggregator(
                "asPercent pct",
                "seriesList:seriesList! total:any nodes:nodeOrTag*",
                "Each series as a percentage of all together, of a number, or of other series.",
                PercentFunctions::asPercent);
        table.add(
                "percentileOfSeries",
                "Combine",
                "seriesList:seriesList! n:float! interpolate:boolean=false",
                "The percentile over all series, point by point.",
                PercentFunctions::percentileOfSeries);
        table.add(
                "nPercentile",
                "Calculate",
                "seriesList:seriesList! n:float!",
                "The percentile of each series, as a line.",
                (evaluation, arguments) -> nPercentile(arguments.series(0), arguments.number(1, 0)));
    }

    private static List<TimeSeries> percentileOfSeries(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final double percent = arguments.number(1, 0);
        if (percent <= 0) {
            throw new TargetException("The requested percent is required to be greater than 0");
        }
        if (all.isEmpty()) {
            return all;
        }
        final boolean isInterpolated = arguments.truth(2, false);
        final Rows rows = new Rows(all);
        final String name = "percentileOfSeries(" + all.get(0).pathExpression + "," + NumberText.general(percent) + ")";
        final double[] values = rows.map(evaluation, row -> Aggregation.percentile(row, percent, isInterpolated));
        return new ArrayList<>(List.of(evaluation.series(name, rows.start, rows.end, rows.step, values)));
    }

    static List<TimeSeries> nPercentile(final List<TimeSeries> all, final double percent) {
        if (percent == 0) {
            throw new TargetException("The requested percent is required to be greater than 0");
        }
        final List<TimeSeries> results = new ArrayList<>();
        for (final TimeSeries series : all) {
            final double value = Aggregation.percentile(series.points(), percent, false);
            if (!Double.isNaN(value)) {
                final double[] line = new double[(int) ((series.end - series.start) / series.step)];
                Arrays.fill(line, value);
                series.tags.put("nPercentile", NumberText.of(percent));
                results.add(series.copy("nPercentile(" + series.name + ", " + NumberText.general(percent) + ")", line));
            }
        }
        return results;
    }

    private static List<TimeSeries> asPercent(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final Object total = arguments.value(1);
        if (all.isEmpty()) {
            return all;
        }
        final Rows rows = new Rows(all);
        if (arguments.count() > 2) {
            return ofNodes(evaluation, all, total instanceof List ? arguments.series(1) : total, arguments.rest(2));
        }
        if (total instanceof List) {
            return ofSeries(evaluation, all, arguments.series(1));
        }
        final double[] totals;
        final String text;
        if (total == null) {
            totals = rows.map(evaluation, Aggregation.SUM::of);
            text = "sumSeries(" + SeriesNames.paths(all) + ")";
        } else if (total instanceof Number number) {
            totals = new double[all.get(0).size()];
            Arrays.fill(totals, number.doubleValue());
            text = NumberText.of(total);
        } else {
            throw new TargetException("asPercent: " + total + " (expected: a number or series)");
        }
        return shares(evaluation, all, totals, text);
    }

    private static List<TimeSeries> ofSeries(
            final Evaluation evaluation, final List<TimeSeries> all, final List<TimeSeries> totals) {
        if (totals.size() != 1 && totals.size() != all.size()) {
            throw new TargetException("asPercent second argument must be missing, a single digit, reference exactly 1 "
                    + "series or reference the same number of series as the first argument");
        }
        if (totals.size() == 1) {
            final List<TimeSeries> both = new ArrayList<>(all);
            both.addAll(totals);
            new Rows(both);
        }
        if (totals.size() != all.size()) {
            return shares(evaluation, all, totals.get(0).points(), totals.get(0).name);
        }
        final List<TimeSeries> parts = new ArrayList<>(all);
        final List<TimeSeries> wholes = new ArrayList<>(totals);
        parts.sort(Comparator.comparing(series -> series.name));
        wholes.sort(Comparator.comparing(series -> series.name));
        final List<TimeSeries> results = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            results.add(share(evaluation, parts.get(i), wholes.get(i)));
        }
        return results;
    }

    private static List<TimeSeries> shares(
            final Evaluation evaluation, final List<TimeSeries> all, final double[] totals, final String text) {
        final List<TimeSeries> results = new ArrayList<>();
        for (final TimeSeries series : all) {
            final double[] points = series.points();
            final double[] values = evaluation.values(Math.max(points.length, totals.length));
            for (int i = 0; i < values.length; i++) {
                values[i] = share(
                        i < points.length ? points[i] : TimeSeries.NONE,
                        i < totals.length ? totals[i] : TimeSeries.NONE);
            }
            results.add(evaluation.series(
                    "asPercent(" + series.name + "," + text + ")", series.start, series.end, series.step, values));
        }
        return results;
    }

    private static TimeSeries share(final Evaluation evaluation, final TimeSeries part, final TimeSeries whole) {
        final Rows rows = new Rows(List.of(part, whole));
        return evaluation.series(
                "asPercent(" + part.name + "," + whole.name + ")",
                rows.start,
                rows.end,
                rows.step,
                rows.map(evaluation, row -> share(row[0], row[1])));
    }

    private static double share(final double part, final double whole) {
        return CombineFunctions.quotient(part, whole) * PERCENT;
    }

    private static List<TimeSeries> ofNodes(
            final Evaluation evaluation, final List<TimeSeries> all, final Object total, final List<Object> nodes) {
        final Map<String, List<TimeSeries>> groups = SeriesNames.groups(all, nodes);
        final Map<String, List<TimeSeries>> wholes;
        if (total == null) {
            wholes = groups;
        } else if (total instanceof List<?> list) {
            wholes = SeriesNames.groups(evaluation.seriesOf(list), nodes);
        } else {
            throw new TargetException("total must be None or a seriesList");
        }
        final Map<String, TimeSeries> totals = new LinkedHashMap<>();
        TimeSeries last = null;
        for (final Map.Entry<String, List<TimeSeries>> whole : wholes.entrySet()) {
            final TimeSeries sum = sum(evaluation, whole.getValue());
            totals.put(whole.getKey(), sum);
            last = whole.getValue().size() > 1 ? sum : last;
        }
        final List<TimeSeries> results = new ArrayList<>();
        for (final Map.Entry<String, List<TimeSeries>> group : groups.entrySet()) {
            final TimeSeries whole = totals.get(group.getKey());
            for (final TimeSeries series : group.getValue()) {
                if (whole == null) {
                    results.add(missing(evaluation, series, last, series.name + ",MISSING"));
                } else {
                    last = share(evaluation, series, whole);
                    results.add(last);
                }
            }
        }
        for (final Map.Entry<String, TimeSeries> whole : totals.entrySet()) {
            if (!groups.containsKey(whole.getKey())) {
                results.add(missing(evaluation, whole.getValue(), last, "MISSING," + whole.getValue().name));
            }
        }
        return results;
    }

    private static TimeSeries sum(final Evaluation evaluation, final List<TimeSeries> group) {
        if (group.size() == 1) {
            return group.get(0);
        }
        final Rows rows = new Rows(group);
        return evaluation.series(
                "sumSeries(" + SeriesNames.paths(group) + ")",
                rows.start,
                rows.end,
                rows.step,
                rows.map(evaluation, Aggregation.SUM::of));
    }

    /** Values without a counterpart: as many as there are, where those before it were. */
    private static TimeSeries missing(
            final Evaluation evaluation, final TimeSeries series, final TimeSeries before, final String names) {
        final double[] values = evaluation.values(series.points().length);
        Arrays.fill(values, TimeSeries.NONE);
        final TimeSeries place = before == null ? series : before;
        return evaluation.series("asPercent(" + names + ")", place.start, place.end, place.step, values);
    }
}
