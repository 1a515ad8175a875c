package leela.engine.dmproc.grouping;

import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.language.Expression;
import leela.engine.dmproc.language.Input;
import leela.engine.dmproc.language.Operator;

/**
 * The expression of a join as a flat list of steps over a stack of numbers.
 * Thread: one, for the stack.
 * Memory: nothing per value.
 */
public final class JoinExpression {

    /** Takes its operands off the stack, or puts a number there. */
    private record Step(Operator operator, double number, int input) {}

    private final Step[] steps;
    private final double[] stack;

    public JoinExpression(final Expression expression, final List<Input> inputs) {
        final List<Step> list = new ArrayList<>();
        add(expression, inputs.stream().map(Input::name).toList(), list);
        steps = list.toArray(Step[]::new);
        stack = new double[steps.length];
    }

    private static void add(final Expression part, final List<String> names, final List<Step> to) {
        if (part instanceof final Expression.Binary binary) {
            add(binary.left(), names, to);
            add(binary.right(), names, to);
            to.add(new Step(binary.operator(), 0, -1));
        } else if (part instanceof final Expression.Value value) {
            to.add(new Step(null, 0, names.indexOf(value.input())));
        } else {
            to.add(new Step(null, ((Expression.Constant) part).number(), -1));
        }
    }

    /** What one evaluation costs. */
    public int steps() {
        return steps.length;
    }

    /** Of the inputs' values, which begin at {@code from}. */
    double value(final double[] values, final int from) {
        int top = -1;
        for (final Step step : steps) {
            if (step.operator == null) {
                stack[++top] = step.input < 0 ? step.number : values[from + step.input];
            } else {
                final double right = stack[top--];
                stack[top] = apply(step.operator, stack[top], right);
            }
        }
        return stack[0];
    }

    private static double apply(final Operator operator, final double left, final double right) {
        return switch (operator) {
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            case DIVIDE -> left / right;
        };
    }
}
