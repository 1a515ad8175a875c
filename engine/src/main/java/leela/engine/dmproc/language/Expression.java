package leela.engine.dmproc.language;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a join makes of the values of its inputs: {@code used / (used + free) * 100}. {@code toString} gives a form with
 * no more parentheses than are needed, which parses to an equal expression.
 * Thread: immutable.
 */
public sealed interface Expression {

    /** Most names, numbers, operators and parentheses of one, together. */
    int MAX_TERMS = 256;

    /** Names of all inputs in it. */
    default Set<String> names() {
        final Set<String> names = new TreeSet<>();
        collect(this, names);
        return names;
    }

    /** The value of an input. */
    record Value(String input) implements Expression {
        @Override
        public String toString() {
            return input;
        }
    }

    record Constant(double number) implements Expression {
        @Override
        public String toString() {
            return Numbers.print(number);
        }
    }

    record Binary(Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public String toString() {
            final int rank = rank(this);
            return enclosed(left, rank(left) < rank) + " " + operator + " " + enclosed(right, rank(right) <= rank);
        }
    }

    private static String enclosed(final Expression part, final boolean isNeeded) {
        return isNeeded ? "(" + part + ")" : part.toString();
    }

    /** What binds closer has the higher one. */
    private static int rank(final Expression expression) {
        if (!(expression instanceof final Binary binary)) {
            return 2;
        }
        return binary.operator() == Operator.TIMES || binary.operator() == Operator.DIVIDE ? 1 : 0;
    }

    private static void collect(final Expression expression, final Set<String> names) {
        if (expression instanceof final Value value) {
            names.add(value.input());
        } else if (expression instanceof final Binary binary) {
            collect(binary.left(), names);
            collect(binary.right(), names);
        }
    }
}
