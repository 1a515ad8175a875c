package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A parameter of a function, written {@code name:type}, with {@code !} behind it where it is required, {@code *} where
 * it may be repeated, and {@code =value} for what it is if not given.
 * Thread: immutable.
 *
 * @param standard text of the default; null for none
 */
public record Parameter(String name, String type, boolean isRequired, boolean isMultiple, String standard) {

    private static final List<String> INTERVALS = List.of("1min", "5min", "10min", "30min", "1hour", "1day");

    static List<Parameter> listOf(final String text) {
        final List<Parameter> parameters = new ArrayList<>();
        for (final String one : text.isEmpty() ? new String[0] : text.split(" ")) {
            parameters.add(of(one));
        }
        return List.copyOf(parameters);
    }

    private static Parameter of(final String text) {
        final int equals = text.indexOf('=');
        final String standard = equals < 0 ? null : text.substring(equals + 1);
        final String rest = equals < 0 ? text : text.substring(0, equals);
        final int colon = rest.indexOf(':');
        final String type = rest.substring(colon + 1).replace("!", "").replace("*", "");
        return new Parameter(rest.substring(0, colon), type, rest.contains("!"), rest.contains("*"), standard);
    }

    /** Values that it can have; empty where there are others. */
    public List<String> options() {
        return switch (type) {
            case "aggFunc" -> Aggregation.names();
            case "aggOrSeriesFunc" -> aggregators();
            case "boolean" -> List.of();
            default -> name.equals("consolidationFunc") ? CONSOLIDATIONS : List.of();
        };
    }

    /** Values that are worth a try. */
    public List<String> suggestions() {
        return type.equals("interval") || type.equals("intOrInterval") ? INTERVALS : List.of();
    }

    private static final List<String> CONSOLIDATIONS =
            Arrays.asList("sum", "average", "avg", "avg_zero", "min", "max", "first", "last");

    private static List<String> aggregators() {
        final List<String> names = new ArrayList<>(Aggregation.names());
        names.addAll(FunctionTable.aggregators());
        return names;
    }
}
