package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;

/** Series that nobody has sent: lines, time itself, and the like; and what is set for all. Thread: any; stateless. */
final class ConstantFunctions {

    private static final String SPECIAL = "Special";
    private static final String NAME_AND_STEP = "name:string! step:integer=60";

    private ConstantFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "constantLine",
                SPECIAL,
                "value:float!",
                "A line at a value.",
                (evaluation, a) -> List.of(line(evaluation, a.number(0, 0), NumberText.of(a.value(0)))));
        table.add(
                "threshold",
                "Graph",
                "value:float! label:string color:string",
                "A line at a value, with a name.",
                (evaluation, a) -> {
                    final TimeSeries line = line(evaluation, a.number(0, 0), NumberText.of(a.value(0)));
                    line.name = a.text(1, "").isEmpty() ? line.name : a.text(1, "");
                    return List.of(line);
                });
        table.add(
                "aggregateLine",
                "Calculate",
                "seriesList:seriesList! func:aggFunc=average keepStep:boolean=false",
                "A line at what a function makes of all values of a series.",
                ConstantFunctions::aggregateLine);
        table.add(
                "timeFunction time",
                "Transform",
                NAME_AND_STEP,
                "The time, in Unix seconds.",
                (evaluation, a) -> function(evaluation, a.text(0, ""), a.integer(1, 60), time -> time));
        table.add(
                "sinFunction sin",
                "Transform",
                "name:string! amplitude:integer=1 step:integer=60",
                "The sine of the time.",
                (evaluation, a) -> {
                    final double amplitude = a.number(1, 1);
                    return function(evaluation, a.text(0, ""), a.integer(2, 60), time -> Math.sin(time) * amplitude);
                });
        table.add(
                Evaluation.BY_TAG,
                SPECIAL,
                "tagExpressions:string!*",
                "All series for whose tags each of the expressions holds.",
                (evaluation, a) -> {
                    throw new TargetException(Evaluation.BY_TAG + ": it stands by itself, as seriesByTag('host=web1')");
                });
        table.add("identity", "Calculate", "name:string!", "The time, in Unix seconds.", (evaluation, a) -> {
            final List<TimeSeries> all = function(evaluation, a.text(0, ""), 60, time -> time);
            all.get(0).pathExpression = "identity(\"" + a.text(0, "") + "\")";
            return all;
        });
        table.add(
                "randomWalkFunction randomWalk",
                SPECIAL,
                NAME_AND_STEP,
                "A line that goes up and down at random.",
                (evaluation, a) -> {
                    final Random random = new Random();
                    final double[] at = new double[1];
                    return function(evaluation, a.text(0, ""), a.integer(1, 60), time -> {
                        final double value = at[0];
                        at[0] += random.nextDouble() - 0.5;
                        return value;
                    });
                });
        table.add(
                "consolidateBy",
                SPECIAL,
                "seriesList:seriesList! consolidationFunc:string!",
                "How values become one where there are more than can be shown.",
                (evaluation, a) -> consolidated(a.series(0), a.text(1, "average")));
        table.add(
                "cumulative",
                SPECIAL,
                "seriesList:seriesList!",
                "The sum of values that become one.",
                (evaluation, a) -> consolidated(a.series(0), "sum"));
        table.add(
                "setXFilesFactor xFilesFactor",
                SPECIAL,
                "seriesList:seriesList! xFilesFactor:float!",
                "Which share of values must be there for what is made of them.",
                (evaluation, a) -> {
                    final List<TimeSeries> all = a.series(0);
                    evaluation.xFilesFactor(a.number(1, 0));
                    for (final TimeSeries series : all) {
                        series.xFilesFactor = a.number(1, 0);
                        series.tags.put("xFilesFactor", NumberText.of(a.value(1)));
                    }
                    return all;
                });
        table.add("events", SPECIAL, "tags:string!*", "Events; there are none here.", (evaluation, a) -> {
            final double[] values = evaluation.values(evaluation.until() - evaluation.from());
            Arrays.fill(values, TimeSeries.NONE);
            return List.of(evaluation.series(
                    "events(\""
                            + String.join(
                                    "\", \"",
                                    a.rest(0).stream().map(NumberText::of).toList()) + "\")",
                    evaluation.from(),
                    evaluation.until(),
                    1,
                    values));
        });
    }

    static TimeSeries line(final Evaluation evaluation, final double value, final String name) {
        final long step = (evaluation.until() - evaluation.from()) / 2;
        if (step < 1) {
            throw new TargetException("a line needs a range of two seconds at least");
        }
        final TimeSeries line = evaluation.series(
                name, evaluation.from(), evaluation.until(), step, new double[] {value, value, value});
        line.pathExpression = "constantLine(" + name + ")";
        return line;
    }

    private static List<TimeSeries> aggregateLine(final Evaluation evaluation, final Arguments arguments) {
        final Aggregation aggregation =
                Aggregation.of(arguments.text(1, "average").replaceFirst("Series$", ""));
        final List<TimeSeries> results = new ArrayList<>();
        for (final TimeSeries series : arguments.series(0)) {
            final double value = aggregation.of(series.points());
            final String name = "aggregateLine(" + series.name + ", "
                    + (Double.isNaN(value) ? "None" : NumberText.general(value)) + ")";
            if (arguments.truth(2, false)) {
                final double[] values = evaluation.values(series.size());
                Arrays.fill(values, value);
                results.add(series.copy(name, values));
            } else {
                final TimeSeries line = line(evaluation, value, name);
                line.pathExpression = name;
                line.tags = TimeSeries.tagsOf(
                        Double.isNaN(value)
                                ? "None"
                                : aggregation == Aggregation.COUNT
                                        ? Long.toString((long) value)
                                        : NumberText.ofDouble(value));
                results.add(line);
            }
        }
        return results;
    }

    private static List<TimeSeries> function(
            final Evaluation evaluation, final String name, final int step, final LongToDoubleFunction value) {
        if (step < 1) {
            throw new TargetException("step: " + step + " (expected: 1 or more)");
        }
        final double[] values = evaluation.values((evaluation.until() - evaluation.from() + step - 1) / step);
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsDouble(evaluation.from() + (long) i * step);
        }
        return List.of(evaluation.series(name, evaluation.from(), evaluation.until(), step, values));
    }

    private static List<TimeSeries> consolidated(final List<TimeSeries> all, final String function) {
        for (final TimeSeries series : all) {
            series.consolidation = function;
            series.tags.put("consolidateBy", function);
            series.rename("consolidateBy(" + series.name + ",\"" + function + "\")");
        }
        return all;
    }
}
