package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leela.io.http.graphite.expression.ExpressionParser;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.expression.TargetExpression;
import leela.io.http.graphite.text.NumberText;

/** Names of series: their nodes, tags, and what groups go by. Thread: any; stateless. */
final class SeriesNames {

    /** Characters of a name that is made of many pieces. */
    private static final int MOST_MADE = 1 << 16;

    private SeriesNames() {}

    /** A text in which another stands for each mark. */
    static String filled(final String text, final String mark, final String other) {
        long length = text.length();
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
            length += other.length() - mark.length();
        }
        requireShort(length);
        return text.replace(mark, other);
    }

    private static void requireShort(final long length) {
        if (length > MOST_MADE) {
            throw new TargetException("a name or target of more than " + MOST_MADE + " characters is made");
        }
    }

    /** The nodes and tags asked for, joined by points. */
    static String key(final TimeSeries series, final List<?> nodes) {
        final String path = series.name.endsWith(")") ? firstPath(series.name) : series.name;
        final List<String> parts = new ArrayList<>();
        long length = 0;
        for (final Object node : nodes) {
            final String part = nodeOrTag(series, node, path);
            parts.add(part);
            length += part.length() + 1;
            requireShort(length);
        }
        return String.join(".", parts);
    }

    private static String nodeOrTag(final TimeSeries series, final Object node, final String path) {
        if (node instanceof Number number) {
            final String[] nodes = path.split(";", 2)[0].split("\\.", -1);
            final int index = number.intValue() < 0 ? nodes.length + number.intValue() : number.intValue();
            if (index >= 0 && index < nodes.length) {
                return nodes[index];
            }
        }
        return series.tags.getOrDefault(NumberText.of(node), "");
    }

    private static String firstPath(final String name) {
        TargetExpression expression = ExpressionParser.parseStart(name);
        while (expression instanceof TargetExpression.Call call
                && !call.arguments().isEmpty()) {
            expression = call.arguments().get(0);
        }
        if (!(expression instanceof TargetExpression.Path path)) {
            return name;
        }
        // no path begins with a point: then what it stands in is no call, but a word
        return path.pattern().startsWith(".") ? ExpressionParser.firstWord(name) : path.pattern();
    }

    /** The paths of series, each once, with commas between. */
    static String paths(final List<TimeSeries> seriesList) {
        final Set<String> paths = new LinkedHashSet<>();
        seriesList.forEach(series -> paths.add(series.pathExpression));
        return String.join(",", paths);
    }

    /** Series by their keys, in the order of these keys' first. */
    static Map<String, List<TimeSeries>> groups(final List<TimeSeries> seriesList, final List<?> nodes) {
        final Map<String, List<TimeSeries>> groups = new LinkedHashMap<>();
        for (final TimeSeries series : seriesList) {
            groups.computeIfAbsent(key(series, nodes), one -> new ArrayList<>()).add(series);
        }
        return groups;
    }
}
