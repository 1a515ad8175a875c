package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import leela.engine.dmproc.language.Func;
import leela.engine.dmproc.language.Operator;
import leela.engine.dmproc.language.Pipeline;

/**
 * What a pipeline means, said a second time and as plainly as can be: each function turns a whole list into another.
 * Slow on purpose: what runs over all values so far starts from the first one for each.
 */
final class ReferencePipeline {

    /** A value and the number of the input that caused it. */
    record Item(double value, int cause) {}

    private ReferencePipeline() {}

    static List<Item> apply(final Pipeline pipeline, final List<Double> values) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            items.add(new Item(values.get(i), i));
        }
        for (final Func func : pipeline.funcs()) {
            items = apply(func, items);
        }
        return items;
    }

    static List<Item> apply(final Func func, final List<Item> items) {
        if (func instanceof final Func.Sync sync) {
            return applySync(sync, items);
        }
        if (func instanceof final Func.Window window) {
            return applyWindow(window, known(items));
        }
        if (func instanceof final Func.Sma sma) {
            final List<Item> averages = averages(1 - 2 / (sma.count() + 1.0), known(items));
            return averages.subList((int) Math.min(averages.size(), (sma.count() + 1) / 2), averages.size());
        }
        if (func instanceof final Func.Ewma ewma) {
            final List<Item> averages = averages(ewma.weight(), known(items));
            return averages.subList(Math.min(averages.size(), 1), averages.size());
        }
        if (func instanceof final Func.Sample sample) {
            final List<Item> sampled = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                if (i % sample.of() < sample.first()) {
                    sampled.add(items.get(i));
                }
            }
            return sampled;
        }
        if (func instanceof final Func.TwoSided range) {
            final Predicate<Double> first = passes(new Func.Compare(range.first(), range.a(), false));
            final Predicate<Double> second = passes(new Func.Compare(range.second(), range.b(), false));
            return filtered(items, range.isBoth() ? first.and(second) : first.or(second));
        }
        if (func instanceof Func.Changed) {
            final List<Item> known = known(items);
            return IntStream.range(0, known.size())
                    .filter(i ->
                            i == 0 || known.get(i).value() != known.get(i - 1).value())
                    .mapToObj(known::get)
                    .toList();
        }
        return filtered(items, passes((Func.Compare) func));
    }

    private static List<Item> applySync(final Func.Sync sync, final List<Item> items) {
        final List<Item> applied = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            final List<Double> soFar =
                    items.subList(0, i + 1).stream().map(Item::value).toList();
            applied.add(new Item(last(sync, soFar), items.get(i).cause()));
        }
        return applied;
    }

    private static List<Item> applyWindow(final Func.Window window, final List<Item> items) {
        final List<Item> closed = new ArrayList<>();
        for (long end = window.count(); end <= items.size(); end += window.count()) {
            List<Item> body = items.subList((int) (end - window.count()), (int) end);
            for (final Func.Inner inner : window.body()) {
                body = applySync((Func.Sync) inner, body);
            }
            closed.add(body.get(body.size() - 1));
        }
        return closed;
    }

    private static List<Item> known(final List<Item> items) {
        return items.stream().filter(item -> !Double.isNaN(item.value())).toList();
    }

    private static List<Item> averages(final double weight, final List<Item> items) {
        final List<Item> averages = new ArrayList<>();
        double average = 0;
        for (final Item item : items) {
            average = averages.isEmpty() ? item.value() : weight * average + (1 - weight) * item.value();
            averages.add(new Item(average, item.cause()));
        }
        return averages;
    }

    private static Predicate<Double> passes(final Func.Compare compare) {
        final double operand = compare.operand();
        return x -> {
            final double a = compare.isOperandFirst() ? operand : x;
            final double b = compare.isOperandFirst() ? x : operand;
            return switch (compare.comparison()) {
                case GREATER -> a > b;
                case LESS -> a < b;
                case EQUAL -> a == b;
                case GREATER_OR_EQUAL -> a >= b;
                case LESS_OR_EQUAL -> a <= b;
                case NOT_EQUAL -> a != b;
            };
        };
    }

    private static List<Item> filtered(final List<Item> items, final Predicate<Double> predicate) {
        return items.stream().filter(item -> predicate.test(item.value())).toList();
    }

    /** What the function gives for the last of these values, the others before it. */
    private static double last(final Func.Sync sync, final List<Double> soFar) {
        final double x = soFar.get(soFar.size() - 1);
        if (sync instanceof final Func.Arithmetic arithmetic) {
            return arithmetic.isOperandFirst()
                    ? compute(arithmetic.operator(), arithmetic.operand(), x)
                    : compute(arithmetic.operator(), x, arithmetic.operand());
        }
        if (sync instanceof final Func.Clamp clamp) {
            return x < clamp.least() ? clamp.least() : x > clamp.most() ? clamp.most() : x;
        }
        final List<Double> known =
                soFar.stream().filter(value -> !value.isNaN()).toList();
        final List<Double> numbers = known.stream().sorted().toList();
        return switch ((Func.Plain) sync) {
            case ID -> x;
            case ABS -> Math.abs(x);
            case CEIL -> Math.ceil(x);
            case FLOOR -> Math.floor(x);
            case ROUND -> Math.rint(x);
            case TRUNCATE -> x > 0 ? Math.floor(x) : Math.ceil(x);
            case MEAN -> numbers.isEmpty() ? Double.NaN : mean(known);
            case MINIMUM -> numbers.isEmpty() ? Double.NaN : numbers.get(0);
            case MAXIMUM -> numbers.isEmpty() ? Double.NaN : numbers.get(numbers.size() - 1);
            case SUM -> known.stream().reduce(-0.0, (a, b) -> a + b);
            case PROD -> known.stream().reduce(1.0, (a, b) -> a * b);
            case MEDIAN -> median(numbers);
            case EXP -> StrictMath.exp(x);
            case LN -> StrictMath.log(x);
            case LOG10 -> StrictMath.log10(x);
            case SQRT -> Math.sqrt(x);
        };
    }

    private static double compute(final Operator operator, final double a, final double b) {
        return switch (operator) {
            case TIMES -> a * b;
            case DIVIDE -> a / b;
            case PLUS -> a + b;
            case MINUS -> a - b;
        };
    }

    private static double mean(final List<Double> values) {
        double mean = 0;
        for (int n = 1; n <= values.size(); n++) {
            mean = mean + (values.get(n - 1) - mean) / n;
        }
        return mean;
    }

    private static double median(final List<Double> sorted) {
        final int n = sorted.size();
        if (n == 0) {
            return Double.NaN;
        }
        final double a = sorted.get((n - 1) / 2);
        final double b = sorted.get(n / 2);
        if (n % 2 == 1) {
            return b;
        }
        return Double.isInfinite((a + b) / 2) ? a / 2 + b / 2 : (a + b) / 2;
    }
}
