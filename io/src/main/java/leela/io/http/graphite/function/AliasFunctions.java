package leela.io.http.graphite.function;

import java.util.List;
import java.util.Locale;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NamePattern;
import leela.io.http.graphite.text.NumberText;

/** Functions that give series other names. Thread: any; stateless. */
final class AliasFunctions {

    private static final String ALIAS = "Alias";
    private static final String LIST = "seriesList:seriesList!";

    private AliasFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add("alias", ALIAS, LIST + " newName:string!", "A name.", (evaluation, a) -> {
            final List<TimeSeries> all = a.series(0);
            all.forEach(series -> series.name = a.text(1, ""));
            return all;
        });
        table.add(
                "aliasSub",
                ALIAS,
                LIST + " search:string! replace:string!",
                "The name with what a regular expression matches replaced; \\1 stands for its first group.",
                (evaluation, a) -> {
                    final NamePattern search = NamePattern.of(a.text(1, ""));
                    final List<TimeSeries> all = a.series(0);
                    all.forEach(series -> series.name = evaluation.named(search.replace(series.name, a.text(2, ""))));
                    return all;
                });
        table.add(
                "aliasByNode aliasByTags",
                ALIAS,
                LIST + " nodes:nodeOrTag!*",
                "The nodes at these places of the path, or the values of these tags.",
                (evaluation, a) -> {
                    final List<TimeSeries> all = a.series(0);
                    all.forEach(series -> series.name = evaluation.named(SeriesNames.key(series, a.rest(1))));
                    return all;
                });
        table.add("aliasByMetric", ALIAS, LIST, "The last node of the path.", (evaluation, a) -> {
            final List<TimeSeries> all = a.series(0);
            all.forEach(series -> series.name = part(series.name, -1, 0));
            return all;
        });
        table.add(
                "substr",
                "Special",
                LIST + " start:node=0 stop:node=0",
                "The nodes of the path from one place to before another.",
                (evaluation, a) -> {
                    final List<TimeSeries> all = a.series(0);
                    all.forEach(series -> series.name = part(series.name, a.integer(1, 0), a.integer(2, 0)));
                    return all;
                });
        table.add(
                "legendValue",
                ALIAS,
                LIST + " valuesTypes:string*",
                "The name with what functions such as last make of all values behind it.",
                AliasFunctions::legendValue);
        table.add(
                "aliasQuery",
                ALIAS,
                LIST + " search:string! replace:string! newName:string!",
                "A name in which %d or %g stands for the last value of another series.",
                AliasFunctions::aliasQuery);
    }

    private static String part(final String name, final int start, final int stop) {
        final int left = name.lastIndexOf('(') + 1;
        final int right = name.indexOf(')') < 0 ? name.length() : name.indexOf(')');
        final List<String> nodes = List.of((left < right ? name.substring(left, right) : "").split("\\.", -1));
        final int from = place(start, nodes.size());
        final int to = stop == 0 ? nodes.size() : place(stop, nodes.size());
        return String.join(".", from < to ? nodes.subList(from, to) : List.of()).replaceFirst("(?s),.*$", "");
    }

    private static int place(final int index, final int size) {
        return Math.max(0, Math.min(size, index < 0 ? size + index : index));
    }

    private static List<TimeSeries> legendValue(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        for (final Object type : arguments.rest(1)) {
            final String name = NumberText.of(type);
            if (name.equals("si") || name.equals("binary")) {
                throw new TargetException("legendValue: " + name + " is not offered (expected: no units)");
            }
            for (final TimeSeries series : all) {
                series.name += " (" + name + ": " + valueOf(series, name) + ")";
            }
        }
        return all;
    }

    private static String valueOf(final TimeSeries series, final String function) {
        if (!Aggregation.isOne(function)) {
            return "(?)";
        }
        final double value = Aggregation.of(function).of(series.points());
        if (Double.isNaN(value)) {
            return "None";
        }
        return Aggregation.of(function) == Aggregation.COUNT ? Long.toString((long) value) : NumberText.ofDouble(value);
    }

    private static List<TimeSeries> aliasQuery(final Evaluation evaluation, final Arguments arguments) {
        final NamePattern search = NamePattern.of(arguments.text(1, ""));
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            final String query = search.replace(series.name, arguments.text(2, ""));
            final List<TimeSeries> found = evaluation.evaluate(query);
            final double last = found.isEmpty()
                    ? TimeSeries.NONE
                    : Aggregation.LAST.of(found.get(0).points());
            if (Double.isNaN(last)) {
                throw new TargetException("No series found with query: " + query);
            }
            String name = SeriesNames.filled(arguments.text(3, ""), "%d", Long.toString((long) last));
            name = SeriesNames.filled(name, "%g", NumberText.general(last));
            name = SeriesNames.filled(name, "%s", NumberText.ofDouble(last));
            name = SeriesNames.filled(name, "%f", String.format(Locale.ROOT, "%f", last));
            series.name = evaluation.named(name.replace("%%", "%"));
        }
        return all;
    }
}
