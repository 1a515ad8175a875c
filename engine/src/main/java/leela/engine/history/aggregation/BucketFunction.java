package leela.engine.history.aggregation;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of the values of a bucket: {@code mean min max sum count first last}, or a percentile such as
 * {@code p99} by nearest rank: the smallest value that at least so many percent of them do not exceed.
 * Thread: immutable.
 * Errors: another name is an {@link IllegalArgumentException} in one plain sentence.
 *
 * @param percent of a percentile; else 0
 */
public record BucketFunction(Kind kind, double percent) {

    /** Its name in lower case is the function's. Thread: immutable. */
    public enum Kind {
        MEAN,
        MIN,
        MAX,
        SUM,
        COUNT,
        FIRST,
        LAST,
        /** With a number. */
        PERCENTILE
    }

    public static final BucketFunction MEAN = new BucketFunction(Kind.MEAN, 0);

    /** What others call them. */
    private static final Map<String, String> MEANT = Map.of(
            "avg", "mean",
            "average", "mean",
            "mean", "mean",
            "minimum", "min",
            "maximum", "max",
            "total", "sum",
            "median", "p50");

    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,3}(?:\\.\\d{1,6})?)");
    private static final double MOST_PERCENT = 100;

    public static BucketFunction of(final String name) {
        for (final Kind kind : Kind.values()) {
            if (kind != Kind.PERCENTILE && kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return new BucketFunction(kind, 0);
            }
        }
        final Matcher percentile = PERCENTILE.matcher(name);
        if (percentile.matches() && Double.parseDouble(percentile.group(1)) <= MOST_PERCENT) {
            return new BucketFunction(Kind.PERCENTILE, Double.parseDouble(percentile.group(1)));
        }
        final String meant = MEANT.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        throw new IllegalArgumentException(
                "fn: " + name + " (expected: mean, min, max, sum, count, first, last or a percentile such as p99"
                        + (meant.isEmpty() ? ")" : "; did you mean " + meant + "?)"));
    }

    /** A new one, empty; {@code most}: values that a percentile may hold. */
    Accumulator accumulator(final int most) {
        return kind == Kind.PERCENTILE ? new RankAccumulator(percent, most) : new RunningAccumulator(kind);
    }
}
