package leela.io.http.graphite.function;

import java.util.Arrays;
import java.util.List;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.NumberText;

/**
 * One value of many, of which NaN are none.
 * Thread: immutable.
 */
public enum Aggregation {
    AVERAGE("average", "avg"),
    AVG_ZERO("avg_zero"),
    MEDIAN("median"),
    SUM("sum", "total"),
    MIN("min"),
    MAX("max"),
    DIFF("diff"),
    STDDEV("stddev"),
    COUNT("count"),
    RANGE("range", "rangeOf"),
    MULTIPLY("multiply"),
    LAST("last", "current");

    private final List<String> names;

    Aggregation(final String... names) {
        this.names = List.of(names);
    }

    /** All of their names. */
    static List<String> names() {
        return Arrays.stream(values()).flatMap(one -> one.names.stream()).toList();
    }

    static boolean isOne(final String name) {
        return names().contains(name);
    }

    static Aggregation of(final String name) {
        for (final Aggregation one : values()) {
            if (one.names.contains(name)) {
                return one;
            }
        }
        throw new TargetException("Unsupported aggregation function: " + name);
    }

    /** Whether enough of them are there. */
    static boolean isEnough(final double nonNull, final double total, final double xFilesFactor) {
        return nonNull > 0 && total > 0 && nonNull / total >= xFilesFactor;
    }

    static int count(final double[] values) {
        int count = 0;
        for (final double value : values) {
            count += Double.isNaN(value) ? 0 : 1;
        }
        return count;
    }

    double of(final double[] values) {
        return ofOwn(this == MEDIAN ? values.clone() : values);
    }

    /** The same of values that need not stay in their order. */
    double ofOwn(final double[] values) {
        final double[] present = present(values);
        if (this == COUNT) {
            return present.length;
        }
        if (this == AVG_ZERO) {
            return values.length == 0 ? TimeSeries.NONE : sum(present) / values.length;
        }
        if (this == MULTIPLY && present.length < values.length || present.length == 0) {
            return TimeSeries.NONE;
        }
        return switch (this) {
            case AVERAGE -> sum(present) / present.length;
            case SUM -> sum(present);
            case MEDIAN -> median(present);
            case MIN -> extreme(present, -1);
            case MAX -> extreme(present, 1);
            case DIFF -> diff(present);
            case STDDEV -> deviation(present);
            case RANGE -> extreme(present, 1) - extreme(present, -1);
            case MULTIPLY -> product(present);
            case LAST -> present[present.length - 1];
            case COUNT, AVG_ZERO -> throw new IllegalStateException("answered above");
        };
    }

    private static double[] present(final double[] values) {
        final int count = count(values);
        if (count == values.length) {
            return values;
        }
        final double[] present = new double[count];
        int at = 0;
        for (final double value : values) {
            if (!Double.isNaN(value)) {
                present[at++] = value;
            }
        }
        return present;
    }

    private static double sum(final double[] values) {
        double sum = 0;
        for (final double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double product(final double[] values) {
        double product = values[0];
        for (int i = 1; i < values.length; i++) {
            product *= values[i];
        }
        return product;
    }

    private static double diff(final double[] values) {
        double diff = values[0];
        for (int i = 1; i < values.length; i++) {
            diff -= values[i];
        }
        return diff;
    }

    private static double extreme(final double[] values, final int sign) {
        double extreme = values[0];
        for (final double value : values) {
            extreme = sign * value > sign * extreme ? value : extreme;
        }
        return extreme;
    }

    private static double median(final double[] values) {
        Arrays.sort(values);
        final int middle = values.length / 2;
        return values.length % 2 == 0 ? (values[middle - 1] + values[middle]) / 2 : values[middle];
    }

    private static double deviation(final double[] values) {
        final double mean = sum(values) / values.length;
        double sum = 0;
        for (final double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    /** The value of a rank, counted as if there were one value more; none of none. */
    static double percentile(final double[] values, final double percent, final boolean isInterpolated) {
        final double[] sorted = present(values).clone();
        if (sorted.length == 0) {
            return TimeSeries.NONE;
        }
        Arrays.sort(sorted);
        final double exact = percent / 100.0 * (sorted.length + 1);
        int rank = (int) exact;
        final double fraction = exact - rank;
        rank += isInterpolated ? 0 : (int) Math.ceil(fraction);
        if (rank - 1 > sorted.length) {
            throw new TargetException("percentile: " + NumberText.general(percent) + " (expected: at most 100)");
        }
        double result = sorted[Math.max(0, Math.min(rank - 1, sorted.length - 1))];
        if (isInterpolated && rank < sorted.length) {
            result += fraction * (sorted[rank] - result);
        }
        return result;
    }
}
