package leela.engine.dmproc.language;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One function of a pipeline: the syntax tree. {@code toString} gives the strict form of [language 1.2], which parses
 * to an equal function.
 * Thread: immutable.
 * Errors: what may not be built (a window of 0) is an {@link IllegalArgumentException} in one plain sentence.
 */
public sealed interface Func {

    /** Most values a median keeps within a window: they must all be held. */
    int MAX_MEDIAN_WINDOW = 10_000;

    /** Largest number of values that a function counts to: no series sends so many. */
    long MAX_COUNT = 1L << 31;

    /** Gives one value for each value: what may stand inside of a window. */
    sealed interface Sync extends Func {}

    /** The functions that are only a name. */
    enum Plain implements Sync {
        ID,
        ABS,
        CEIL,
        FLOOR,
        ROUND,
        TRUNCATE,
        MEAN,
        MINIMUM,
        MAXIMUM,
        SUM,
        PROD,
        MEDIAN;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }

    /** {@code (- 1)} is x - 1; with the operand first, {@code (1 -)} is 1 - x. */
    record Arithmetic(Operator operator, double operand, boolean isOperandFirst) implements Sync {
        @Override
        public String toString() {
            final String number = Numbers.print(operand);
            return isOperandFirst ? "(" + number + " " + operator + ")" : "(" + operator + " " + number + ")";
        }
    }

    /** {@code [> 10]} passes x &gt; 10; with the operand first, {@code [10 >]} passes 10 &gt; x. */
    record Compare(Comparison comparison, double operand, boolean isOperandFirst) implements Func {
        @Override
        public String toString() {
            final String number = Numbers.print(operand);
            return isOperandFirst ? "[" + number + " " + comparison + "]" : "[" + comparison + " " + number + "]";
        }
    }

    /** Feeds {@code count} values to {@code body}, emits its last value, and starts anew. */
    record Window(long count, List<Sync> body) implements Func {
        public Window {
            checkCount("window", count);
            check(!body.isEmpty(), "window body", 0, "at least 1 function");
            check(
                    count <= MAX_MEDIAN_WINDOW || !body.contains(Plain.MEDIAN),
                    "window with a median",
                    count,
                    "at most " + MAX_MEDIAN_WINDOW + " values");
            body = List.copyOf(body);
        }

        @Override
        public String toString() {
            return "window " + count + " (" + body.stream().map(Sync::toString).collect(Collectors.joining(" | "))
                    + ")";
        }
    }

    /** A moving average that behaves like one over {@code count} values: {@code ewma} with a = 1 - 2/(count + 1). */
    record Sma(long count) implements Func {
        public Sma {
            checkCount("sma", count);
        }

        @Override
        public String toString() {
            return "sma " + count;
        }
    }

    /** m = weight * m + (1 - weight) * x. */
    record Ewma(double weight) implements Func {
        public Ewma {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException(
                        "ewma: " + Numbers.print(weight) + " (expected: a weight of at least 0)");
            }
        }

        @Override
        public String toString() {
            return "ewma " + Numbers.print(weight);
        }
    }

    /** Of every {@code of} values, passes the first {@code first}. */
    record Sample(long first, long of) implements Func {
        public Sample {
            checkCount("sample", first);
            check(of >= first, "sample " + first + " of", of, "at least " + first);
            checkCount("sample " + first + " of", of);
        }

        @Override
        public String toString() {
            return "sample " + first + "/" + of;
        }
    }

    private static void checkCount(final String what, final long count) {
        check(count >= 1, what, count, "at least 1 value");
        check(count <= MAX_COUNT, what, count, "at most " + MAX_COUNT + " values");
    }

    private static void check(final boolean isGood, final String what, final long value, final String expected) {
        if (!isGood) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
