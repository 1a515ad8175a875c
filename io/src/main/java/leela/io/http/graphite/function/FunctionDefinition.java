package leela.io.http.graphite.function;

import java.util.List;

/**
 * A function, with all that editors of targets show of it.
 * Thread: immutable.
 *
 * @param isAggregator whether groups may be made into one series by it
 */
public record FunctionDefinition(
        String name, String group, List<Parameter> parameters, String help, Body body, boolean isAggregator) {

    /** What a function does. Thread: the request's. */
    interface Body {
        /** Series, or lists of them. */
        List<?> apply(Evaluation evaluation, Arguments arguments);
    }

    /** The function with the names of its parameters. */
    public String signature() {
        final StringBuilder text = new StringBuilder(name).append('(');
        String comma = "";
        for (final Parameter parameter : parameters) {
            text.append(comma).append(parameter.isMultiple() ? "*" : "").append(parameter.name());
            if (parameter.standard() != null) {
                text.append('=').append(parameter.standard());
            }
            comma = ", ";
        }
        return text.append(')').toString();
    }
}
