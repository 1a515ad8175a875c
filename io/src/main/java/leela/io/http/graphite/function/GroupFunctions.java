package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;

/** Functions that put series into groups. Thread: any; stateless. */
final class GroupFunctions {

    private static final String COMBINE = "Combine";

    private GroupFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "group",
                COMBINE,
                "seriesLists:seriesList*",
                "All series in one list.",
                (evaluation, arguments) -> arguments.allSeries(0));
        table.add(
                "groupByNode",
                COMBINE,
                "seriesList:seriesList! nodeNum:nodeOrTag! callback:aggOrSeriesFunc=average",
                "One series of all that have the same node there.",
                (evaluation, arguments) -> byNodes(
                        evaluation, arguments.series(0), arguments.text(2, "average"), nodes(arguments.value(1))));
        table.add(
                "groupByNodes",
                COMBINE,
                "seriesList:seriesList! callback:aggOrSeriesFunc! nodes:nodeOrTag*",
                "One series of all that have the same nodes there.",
                (evaluation, arguments) ->
                        byNodes(evaluation, arguments.series(0), arguments.text(1, ""), arguments.rest(2)));
        table.add(
                "groupByTags",
                COMBINE,
                "seriesList:seriesList! callback:aggOrSeriesFunc! tags:tag!*",
                "One series of all that have the same values of these tags.",
                GroupFunctions::byTags);
        table.add(
                "applyByNode",
                COMBINE,
                "seriesList:seriesList! nodeNum:node! templateFunction:string! newName:string",
                "A target for each beginning of the paths up to this node; % in it stands for the beginning.",
                GroupFunctions::applyByNode);
        table.add(
                "mapSeries map",
                COMBINE,
                "seriesList:seriesList! mapNodes:nodeOrTag!*",
                "A list for each value that these nodes have; for reduceSeries.",
                (evaluation, arguments) -> new ArrayList<>(SeriesNames.groups(arguments.series(0), arguments.rest(1))
                        .values()));
        table.add(
                "reduceSeries reduce",
                COMBINE,
                "seriesLists:seriesLists! reduceFunction:string! reduceNode:node! reduceMatchers:string!*",
                "One series of each list of mapSeries, by a function of those whose node is one of these.",
                GroupFunctions::reduceSeries);
        table.add(
                "fallbackSeries",
                "Special",
                "seriesList:seriesList! fallback:seriesList!",
                "The series, or the others where there is none.",
                (evaluation, arguments) -> arguments.series(0).isEmpty() ? arguments.series(1) : arguments.series(0));
        table.add(
                "unique",
                "Filter Series",
                "seriesLists:seriesList!*",
                "The first series of each name.",
                (evaluation, arguments) -> {
                    final Set<String> known = new LinkedHashSet<>();
                    final List<TimeSeries> all = arguments.allSeries(0);
                    all.removeIf(series -> !known.add(series.name));
                    return all;
                });
    }

    private static List<Object> nodes(final Object node) {
        return List.of(node);
    }

    private static List<TimeSeries> byNodes(
            final Evaluation evaluation,
            final List<TimeSeries> seriesList,
            final String callback,
            final List<Object> nodes) {
        final List<TimeSeries> results = new ArrayList<>();
        SeriesNames.groups(seriesList, nodes).forEach((key, group) -> {
            final TimeSeries series = Aggregates.group(evaluation, group, callback);
            series.name = key;
            results.add(series);
        });
        return results;
    }

    private static List<TimeSeries> byTags(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final String callback = arguments.text(1, "");
        final List<String> tags = arguments.rest(2).stream().map(NumberText::of).toList();
        final Set<String> names = new LinkedHashSet<>();
        all.forEach(series -> names.add(series.tags.get("name")));
        final String shared = names.size() == 1 ? names.iterator().next() : callback;
        final Map<String, List<TimeSeries>> groups = new LinkedHashMap<>();
        for (final TimeSeries series : all) {
            final StringBuilder key = new StringBuilder(tags.contains("name") ? series.tags.get("name") : shared);
            final Set<String> parts = new TreeSet<>();
            for (final String tag : tags) {
                if (!tag.equals("name")) {
                    parts.add(tag + "=" + series.tags.getOrDefault(tag, ""));
                }
            }
            parts.forEach(part -> key.append(';').append(part));
            groups.computeIfAbsent(key.toString(), one -> new ArrayList<>()).add(series);
        }
        final List<TimeSeries> results = new ArrayList<>();
        groups.forEach((key, group) -> {
            final TimeSeries series = Aggregates.group(evaluation, group, callback);
            series.rename(key);
            series.tags = TimeSeries.tagsOf(key);
            results.add(series);
        });
        return results;
    }

    private static List<TimeSeries> applyByNode(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final int node = arguments.integer(1, 0);
        final Set<String> beginnings = new TreeSet<>();
        for (final TimeSeries series : all) {
            final String[] nodes = series.name.split("\\.", -1);
            final int end = node + 1 < 0 ? Math.max(0, nodes.length + node + 1) : Math.min(nodes.length, node + 1);
            beginnings.add(String.join(".", List.of(nodes).subList(0, end)));
        }
        final List<TimeSeries> results = new ArrayList<>();
        for (final String beginning : beginnings) {
            for (final TimeSeries series :
                    evaluation.evaluate(SeriesNames.filled(arguments.text(2, ""), "%", beginning))) {
                if (arguments.has(3)) {
                    series.name = evaluation.named(SeriesNames.filled(arguments.text(3, ""), "%", beginning));
                }
                series.pathExpression = beginning;
                series.start = all.get(all.size() - 1).start;
                series.end = all.get(all.size() - 1).end;
                results.add(series);
            }
        }
        return results;
    }

    @SuppressWarnings("unchecked")
    private static List<TimeSeries> reduceSeries(final Evaluation evaluation, final Arguments arguments) {
        final String function = arguments.text(1, "");
        final int node = arguments.integer(2, 0);
        final List<String> matchers =
                arguments.rest(3).stream().map(NumberText::of).toList();
        final Map<String, TimeSeries[]> found = new LinkedHashMap<>();
        for (final Object list : (List<Object>) arguments.value(0)) {
            if (!(list instanceof List)) {
                throw new TargetException("reduceSeries: series where lists of series are expected");
            }
            for (final TimeSeries series : (List<TimeSeries>) list) {
                final List<String> nodes = List.of(series.name.split("\\.", -1));
                if (node < 0 || node >= nodes.size()) {
                    throw new TargetException("reduceSeries: no node " + node + " in " + series.name);
                }
                final int place = matchers.indexOf(nodes.get(node));
                if (place >= 0) {
                    final String name = String.join(".", nodes.subList(0, node)) + ".reduce." + function;
                    found.computeIfAbsent(name, one -> new TimeSeries[matchers.size()])[place] = series;
                }
            }
        }
        final List<TimeSeries> results = new ArrayList<>();
        found.forEach((name, series) -> results.add(reduced(evaluation, function, name, series)));
        return results;
    }

    private static TimeSeries reduced(
            final Evaluation evaluation, final String function, final String name, final TimeSeries[] series) {
        final FunctionDefinition definition = FunctionTable.definition(function);
        final List<Object> lists = new ArrayList<>();
        for (final TimeSeries one : series) {
            if (one == null) {
                throw new TargetException("reduceSeries: " + name + " lacks one of the series");
            }
            lists.add(new ArrayList<>(List.of(one)));
        }
        final List<?> result =
                definition.body().apply(evaluation, new Arguments(definition, lists, Map.of(), List.of()));
        if (result.isEmpty() || !(result.get(0) instanceof TimeSeries reduced)) {
            throw new TargetException(function + ": it makes no series of these");
        }
        reduced.name = name;
        return reduced;
    }
}
