package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.List;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;
import leela.io.http.graphite.text.TimeReference;

/** Functions for those who draw: how lines look, which is theirs to know, and stacks. Thread: any; stateless. */
final class GraphFunctions {

    private static final String GRAPH = "Graph";
    private static final String LIST = "seriesList:seriesList!";
    private static final String UNNAMED = "__DEFAULT__";

    private GraphFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add("alpha", GRAPH, LIST + " alpha:float!", "How opaque a line is.", (evaluation, a) -> a.series(0));
        table.add("color", GRAPH, LIST + " theColor:string!", "The colour of a line.", (evaluation, a) -> a.series(0));
        table.add("lineWidth", GRAPH, LIST + " width:float!", "How wide a line is.", (evaluation, a) -> a.series(0));
        table.add("dashed", GRAPH, LIST + " dashLength:float=5", "A line of dashes.", (evaluation, a) -> {
            final String length = NumberText.general(a.number(1, 5));
            return named(a, "dashed", a.has(1) ? NumberText.of(a.value(1)) : "5", ", " + length);
        });
        table.add(
                "secondYAxis",
                GRAPH,
                LIST,
                "Drawn at the second axis.",
                (evaluation, a) -> named(a, "secondYAxis", "1", ""));
        table.add(
                "drawAsInfinite",
                GRAPH,
                LIST,
                "Vertical lines where there is a value.",
                (evaluation, a) -> named(a, "drawAsInfinite", "1", ""));
        table.add(
                "stacked",
                GRAPH,
                LIST + " stack:string",
                "Each series on top of those before it.",
                GraphFunctions::stacked);
        table.add("areaBetween", GRAPH, LIST, "The area between two series.", GraphFunctions::areaBetween);
        table.add(
                "verticalLine",
                GRAPH,
                "ts:date! label:string color:string",
                "A vertical line at a time.",
                GraphFunctions::verticalLine);
    }

    private static List<TimeSeries> named(
            final Arguments arguments, final String name, final String tag, final String more) {
        final List<TimeSeries> all = arguments.series(0);
        for (final TimeSeries series : all) {
            series.tags.put(name, tag);
            series.name = name + "(" + series.name + more + ")";
        }
        return all;
    }

    private static List<TimeSeries> stacked(final Evaluation evaluation, final Arguments arguments) {
        final String stack = arguments.text(1, UNNAMED);
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            final double[] below = evaluation.stacks().getOrDefault(stack, new double[0]);
            final double[] total = Arrays.copyOf(below, Math.max(below.length, series.values().length));
            final double[] values = new double[series.values().length];
            for (int i = 0; i < values.length; i++) {
                total[i] += Double.isNaN(series.values()[i]) ? 0 : series.values()[i];
                values[i] = Double.isNaN(series.values()[i]) ? TimeSeries.NONE : total[i];
            }
            evaluation.stacks().put(stack, total);
            if (stack.equals(UNNAMED)) {
                series.tags.put("stacked", stack);
            }
            return series.copy(stack.equals(UNNAMED) ? "stacked(" + series.name + ")" : series.name, values);
        });
        return all;
    }

    private static List<TimeSeries> areaBetween(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        if (all.size() != 2) {
            throw new TargetException("areaBetween series argument must reference *exactly* 2 series");
        }
        final TimeSeries upper = all.get(1);
        upper.tags.put("areaBetween", "1");
        all.get(0).tags = upper.tags;
        all.forEach(series -> series.name = "areaBetween(" + upper.pathExpression + ")");
        return all;
    }

    private static List<TimeSeries> verticalLine(final Evaluation evaluation, final Arguments arguments) {
        final long time = TimeReference.seconds(arguments.text(0, ""), evaluation.zone(), evaluation.now());
        if (time < evaluation.from() || time > evaluation.until()) {
            throw new TargetException("verticalLine(): timestamp " + time + " exists "
                    + (time < evaluation.from() ? "before start" : "after end") + " of range");
        }
        return List.of(evaluation.series(arguments.text(1, "None"), time, time, 1, new double[] {1, 1}));
    }
}
