package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.expression.TargetExpression;
import leela.io.http.graphite.text.NumberText;

/**
 * The arguments of one call, by the places of the function's parameters.
 * Thread: the request's.
 * Errors: {@link TargetException} where one is missing, too many, or of another type than its parameter.
 */
final class Arguments {

    private final FunctionDefinition function;
    private final List<Object> values;
    private final List<TargetExpression> written;

    Arguments(
            final FunctionDefinition function,
            final List<Object> given,
            final Map<String, Object> named,
            final List<TargetExpression> written) {
        this.function = function;
        this.written = written;
        values = new ArrayList<>(given);
        final List<Parameter> parameters = function.parameters();
        if (given.size() + named.size() > parameters.size()
                && (parameters.isEmpty() || !last(parameters).isMultiple())) {
            throw new TargetException("Too many parameters specified for function \"" + function.name() + "\"");
        }
        named.forEach((name, value) -> put(parameters, name, value));
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).isRequired() && (i >= values.size() || values.get(i) == null)) {
                throw new TargetException("Missing required parameter \""
                        + parameters.get(i).name() + "\" for function \"" + function.name() + "\"");
            }
        }
        for (int i = 0; i < values.size(); i++) {
            values.set(i, checked(parameters.get(Math.min(i, parameters.size() - 1)), values.get(i)));
        }
    }

    /** Of one list of series: what a group is made into one by. */
    static Arguments of(final FunctionDefinition function, final List<TimeSeries> series) {
        return new Arguments(function, List.of(series), Map.of(), List.of());
    }

    private static Parameter last(final List<Parameter> parameters) {
        return parameters.get(parameters.size() - 1);
    }

    private void put(final List<Parameter> parameters, final String name, final Object value) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                while (values.size() <= i) {
                    values.add(null);
                }
                values.set(i, value);
                return;
            }
        }
        throw new TargetException("Unexpected key word arguments: " + name);
    }

    private Object checked(final Parameter parameter, final Object value) {
        if (value == null) {
            return null;
        }
        final boolean isGood =
                switch (parameter.type()) {
                    case "seriesList", "seriesLists" -> value instanceof List;
                    case "float" -> value instanceof Number || isNumber(value);
                    case "integer", "node" ->
                        value instanceof Long || value instanceof String text && text.matches("-?\\d+");
                    case "intOrInf" -> value instanceof Number;
                    case "boolean" ->
                        value instanceof Boolean
                                || value instanceof Long number && (number == 0 || number == 1)
                                || "true".equalsIgnoreCase(value.toString())
                                || "false".equalsIgnoreCase(value.toString());
                    case "any" -> true;
                    case "aggFunc" ->
                        value instanceof String name && Aggregation.isOne(name.replaceFirst("Series$", ""));
                    case "aggOrSeriesFunc" -> value instanceof String;
                    default -> !(value instanceof List);
                };
        if (!isGood) {
            throw new TargetException("Invalid \"" + parameter.type() + "\" value specified for function \""
                    + function.name() + "\" parameter \"" + parameter.name() + "\": "
                    + (value instanceof List ? "series" : NumberText.of(value)));
        }
        return switch (parameter.type()) {
            case "float" -> Double.valueOf(value.toString());
            case "integer", "node" -> Long.valueOf(value.toString());
            default -> value;
        };
    }

    private static boolean isNumber(final Object value) {
        return value instanceof String text && text.matches("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
    }

    int count() {
        return values.size();
    }

    boolean has(final int index) {
        return index < values.size() && values.get(index) != null;
    }

    /** The argument as it is; null where it is missing. */
    Object value(final int index) {
        return index < values.size() ? values.get(index) : null;
    }

    @SuppressWarnings("unchecked")
    List<TimeSeries> series(final int index) {
        if (!has(index)) {
            return new ArrayList<>();
        }
        final List<?> list = (List<?>) value(index);
        if (!list.stream().allMatch(TimeSeries.class::isInstance)) {
            throw new TargetException(function.name() + ": lists of series where series are expected");
        }
        return new ArrayList<>((List<TimeSeries>) list);
    }

    /** The series of all arguments from this one on, in one list. */
    List<TimeSeries> allSeries(final int from) {
        final List<TimeSeries> all = new ArrayList<>();
        for (int i = from; i < values.size(); i++) {
            all.addAll(series(i));
        }
        return all;
    }

    double number(final int index, final double standard) {
        return has(index) ? ((Number) value(index)).doubleValue() : standard;
    }

    int integer(final int index, final int standard) {
        final double number = number(index, standard);
        if (Math.abs(number) > Integer.MAX_VALUE) {
            throw new TargetException(
                    function.name() + ": " + NumberText.of(value(index)) + " (expected: a smaller one)");
        }
        return (int) number;
    }

    String text(final int index, final String standard) {
        return has(index) ? NumberText.of(value(index)) : standard;
    }

    boolean truth(final int index, final boolean standard) {
        if (!has(index)) {
            return standard;
        }
        return value(index) instanceof Boolean truth
                ? truth
                : "true".equalsIgnoreCase(value(index).toString())
                        || "1".equals(value(index).toString());
    }

    /** All arguments from this one on, as they are. */
    List<Object> rest(final int from) {
        return from < values.size() ? values.subList(from, values.size()) : List.of();
    }

    /** Its first argument once more, for another range of time. */
    List<TimeSeries> again(final Evaluation evaluation) {
        return evaluation.seriesOf(evaluation.evaluate(written.get(0)));
    }
}
