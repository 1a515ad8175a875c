package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.io.http.graphite.expression.TargetException;

/** Several series made into one, point by point. Thread: any; stateless. */
final class Aggregates {

    private Aggregates() {}

    /** No series of none. */
    static List<TimeSeries> of(
            final Evaluation evaluation, final List<TimeSeries> seriesList, final String name, final Double factor) {
        final String function = name.endsWith("Series") ? name.substring(0, name.length() - 6) : name;
        final Aggregation aggregation = Aggregation.of(function);
        if (seriesList.isEmpty()) {
            return new ArrayList<>();
        }
        final Rows rows = new Rows(seriesList);
        final double xFilesFactor = factor != null ? factor : evaluation.xFilesFactor();
        evaluation.values(rows.count());
        final double[] values = rows.map(
                evaluation,
                row -> Aggregation.isEnough(Aggregation.count(row), row.length, xFilesFactor)
                        ? aggregation.of(row)
                        : TimeSeries.NONE);
        final String title = function + "Series(" + SeriesNames.paths(seriesList) + ")";
        final Map<String, String> tags = commonTags(seriesList);
        tags.putIfAbsent("name", title);
        tags.put("aggregatedBy", function);
        return new ArrayList<>(
                List.of(new TimeSeries(title, rows.start, rows.end, rows.step, values, xFilesFactor, tags)));
    }

    /** One series of a group, by the name of an aggregation or of a function. */
    static TimeSeries group(final Evaluation evaluation, final List<TimeSeries> group, final String callback) {
        final List<?> result;
        if (FunctionTable.has(callback)) {
            final FunctionDefinition function = FunctionTable.definition(callback);
            result = function.body().apply(evaluation, Arguments.of(function, group));
        } else {
            result = of(evaluation, group, callback, null);
        }
        if (result.isEmpty() || !(result.get(0) instanceof TimeSeries series)) {
            throw new TargetException(callback + ": it makes no series of a group");
        }
        return series;
    }

    /** One series each of those of equal names, but for some of their nodes. */
    static List<TimeSeries> withWildcards(
            final Evaluation evaluation,
            final List<TimeSeries> seriesList,
            final String function,
            final List<Object> positions) {
        final Map<String, List<TimeSeries>> groups = new LinkedHashMap<>();
        for (final TimeSeries series : seriesList) {
            final String[] nodes = series.name.split("\\.", -1);
            final List<String> kept = new ArrayList<>();
            for (int i = 0; i < nodes.length; i++) {
                if (!positions.contains((long) i)) {
                    kept.add(nodes[i]);
                }
            }
            groups.computeIfAbsent(String.join(".", kept), one -> new ArrayList<>())
                    .add(series);
        }
        final List<TimeSeries> results = new ArrayList<>();
        groups.forEach((key, group) -> {
            final TimeSeries series = of(evaluation, group, function, null).get(0);
            series.name = key;
            results.add(series);
        });
        return results;
    }

    private static Map<String, String> commonTags(final List<TimeSeries> seriesList) {
        final Map<String, String> common = new LinkedHashMap<>(seriesList.get(0).tags);
        for (final TimeSeries series : seriesList) {
            common.entrySet().removeIf(tag -> !tag.getValue().equals(series.tags.get(tag.getKey())));
        }
        return common;
    }
}
