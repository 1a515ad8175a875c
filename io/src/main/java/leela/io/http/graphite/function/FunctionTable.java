package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.keys.NearestName;
import leela.io.http.graphite.expression.TargetException;

/** Every function by its name. Thread: immutable once loaded. */
public final class FunctionTable {

    private static final FunctionTable TABLE = new FunctionTable();

    private final Map<String, FunctionDefinition> functions = new TreeMap<>();

    private FunctionTable() {
        AliasFunctions.addTo(this);
        CombineFunctions.addTo(this);
        GroupFunctions.addTo(this);
        PercentFunctions.addTo(this);
        TransformFunctions.addTo(this);
        RateFunctions.addTo(this);
        SummaryFunctions.addTo(this);
        ShiftFunctions.addTo(this);
        WindowFunctions.addTo(this);
        FilterFunctions.addTo(this);
        SortFunctions.addTo(this);
        ConstantFunctions.addTo(this);
        GraphFunctions.addTo(this);
    }

    /** All of them, by name. */
    public static Collection<FunctionDefinition> definitions() {
        return TABLE.functions.values();
    }

    static boolean has(final String name) {
        return TABLE.functions.containsKey(name);
    }

    static FunctionDefinition definition(final String name) {
        final FunctionDefinition found = TABLE.functions.get(name);
        if (found == null) {
            throw new TargetException("Received request for unknown function: " + name
                    + NearestName.of(name, TABLE.functions.keySet())
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse(""));
        }
        return found;
    }

    static List<String> aggregators() {
        final List<String> names = new ArrayList<>();
        definitions().forEach(one -> {
            if (one.isAggregator()) {
                names.add(one.name());
            }
        });
        return names;
    }

    /** Adds a function under its names, separated by blanks. */
    void add(
            final String names,
            final String group,
            final String parameters,
            final String help,
            final FunctionDefinition.Body body) {
        for (final String name : names.split(" ")) {
            functions.put(name, new FunctionDefinition(name, group, Parameter.listOf(parameters), help, body, false));
        }
    }

    /** As {@link #add}, of one that makes one series of a group. */
    void addAggregator(
            final String names, final String parameters, final String help, final FunctionDefinition.Body body) {
        for (final String name : names.split(" ")) {
            functions.put(
                    name, new FunctionDefinition(name, "Combine", Parameter.listOf(parameters), help, body, true));
        }
    }
}
