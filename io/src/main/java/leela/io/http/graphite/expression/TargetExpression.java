package leela.io.http.graphite.expression;

import java.util.List;
import java.util.Map;

/** A part of a target. Thread: immutable. */
public sealed interface TargetExpression {

    /** Series by a pattern over their paths. */
    record Path(String pattern) implements TargetExpression {}

    /**
     * A function applied.
     *
     * @param named arguments that bear their parameter's name
     * @param raw   the call as it was written
     */
    record Call(String function, List<TargetExpression> arguments, Map<String, TargetExpression> named, String raw)
            implements TargetExpression {}

    /**
     * A number, a string, true, false or none.
     *
     * @param value a Long, Double, String or Boolean, or null
     */
    record Literal(Object value) implements TargetExpression {}
}
