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

    /** Whether what it does with a value depends on those before. */
    default boolean hasMemory() {
        return !(this instanceof Sync || this instanceof Condition);
    }

    /** Most values a median keeps within a window: they must all be held. */
    int MAX_MEDIAN_WINDOW = 10_000;

    /** Largest number of values that a function counts to: no series sends so many. */
    long MAX_COUNT = 1L << 31;

    /** What may stand inside of a window. */
    sealed interface Inner permits Sync, Aggregate {}

    /** Gives one value for each value: may stand anywhere. */
    sealed interface Sync extends Func, Inner {}

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
        MEDIAN,
        EXP,
        LN,
        LOG10,
        SQRT;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public boolean hasMemory() {
            return switch (this) {
                case MEAN, MINIMUM, MAXIMUM, SUM, PROD, MEDIAN -> true;
                default -> false;
            };
        }

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

    /** {@code clamp 0 100}: what is below the one is the one, what is above the other is the other. */
    record Clamp(double least, double most) implements Sync {
        public Clamp {
            if (!(least <= most)) {
                throw new IllegalArgumentException("clamp: " + Numbers.print(least) + " " + Numbers.print(most)
                        + " (expected: a least and a greatest value)");
            }
        }

        @Override
        public String toString() {
            return "clamp " + Numbers.print(least) + " " + Numbers.print(most);
        }
    }

    /** Passes a value as it is, or does not: what an alert is about. */
    sealed interface Condition extends Func {

        /** Whether it passes the value. */
        boolean isTrue(double x);
    }

    /** {@code [> 10]} passes x &gt; 10; with the operand first, {@code [10 >]} passes 10 &gt; x. */
    record Compare(Comparison comparison, double operand, boolean isOperandFirst) implements Condition {
        @Override
        public boolean isTrue(final double x) {
            return isOperandFirst ? comparison.isTrue(operand, x) : comparison.isTrue(x, operand);
        }

        @Override
        public String toString() {
            final String number = Numbers.print(operand);
            return isOperandFirst ? "[" + number + " " + comparison + "]" : "[" + comparison + " " + number + "]";
        }
    }

    /** {@code [>= 10 and < 20]} passes what both are true for, {@code [< 10 or > 20]} what one is. */
    record TwoSided(Comparison first, double a, boolean isBoth, Comparison second, double b) implements Condition {
        @Override
        public boolean isTrue(final double x) {
            return isBoth ? first.isTrue(x, a) && second.isTrue(x, b) : first.isTrue(x, a) || second.isTrue(x, b);
        }

        @Override
        public String toString() {
            return "[" + first + " " + Numbers.print(a) + (isBoth ? " and " : " or ") + second + " " + Numbers.print(b)
                    + "]";
        }
    }

    /** Passes a value that differs from the last one. */
    record Changed() implements Func {
        @Override
        public String toString() {
            return "changed";
        }
    }

    /** Passes the newest value of each period. */
    record Every(Span period) implements Func {
        public Every {
            checkSpan("every", period);
        }

        @Override
        public String toString() {
            return "every " + period;
        }
    }

    /** Feeds {@code count} values to {@code body}, emits its last value, and starts anew. */
    record Window(long count, List<Inner> body) implements Func {
        public Window {
            checkCount("window", count);
            checkBody(body);
            check(
                    count <= MAX_MEDIAN_WINDOW || !body.contains(Plain.MEDIAN),
                    "window with a median",
                    count,
                    "at most " + MAX_MEDIAN_WINDOW + " values");
            body = List.copyOf(body);
        }

        @Override
        public String toString() {
            return "window " + count + " " + print(body);
        }
    }

    /**
     * Feeds the values of a length of time to {@code body}, emits its last value, and starts anew. The windows are
     * aligned to UTC.
     *
     * @param late     how long behind its end, by the stream clock, a window still takes values
     * @param required percent of the samples that its series promise without which there is no result; 0 for none
     */
    record TimeWindow(Span length, Span late, double required, List<Inner> body) implements Func {

        /** {@link #late} where a program does not say. */
        public static final Span USUALLY_LATE = new Span(5_000_000_000L);

        public TimeWindow {
            checkSpan("window", length);
            check(late.ns() <= Span.LONGEST.ns(), "late", late, "at most " + Span.LONGEST);
            if (!(required >= 0 && required <= 100)) {
                throw new IllegalArgumentException(
                        "require: " + Numbers.print(required) + "% (expected: from 0% to 100%)");
            }
            checkBody(body);
            body = List.copyOf(body);
        }

        @Override
        public String toString() {
            return "window " + length + (late.equals(USUALLY_LATE) ? "" : " late " + late)
                    + (required == 0 ? "" : " require " + Numbers.plain(required) + "%") + " " + print(body);
        }
    }

    /** With each value, what {@code body} makes of those of the last {@code length} of time. */
    record Over(Span length, List<Inner> body) implements Func {

        /** What it runs over is held. */
        public static final Span LONGEST = new Span(86_400_000_000_000L);

        public Over {
            checkSpan("over", length);
            check(length.ns() <= LONGEST.ns(), "over", length, "at most " + LONGEST + ", since its values are held");
            checkBody(body);
            body = List.copyOf(body);
        }

        @Override
        public String toString() {
            return "over " + length + " " + print(body);
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

    /** Bounds what a function may be told of time. */
    static void checkSpan(final String what, final Span span) {
        check(span.ns() >= 1, what, span, "at least 1ms");
        check(span.ns() <= Span.LONGEST.ns(), what, span, "at most " + Span.LONGEST);
    }

    /** An aggregate needs the whole window: what comes behind it gets one value, and has nothing to run over. */
    private static void checkBody(final List<Inner> body) {
        check(!body.isEmpty(), "window body", 0, "at least 1 function");
        Inner aggregate = null;
        for (final Inner inner : body) {
            if (aggregate != null && hasMemory(inner)) {
                throw new IllegalArgumentException(
                        inner + " behind " + aggregate + " (expected: only functions without a memory)");
            }
            aggregate = inner instanceof Aggregate ? inner : aggregate;
        }
    }

    private static boolean hasMemory(final Inner inner) {
        return inner instanceof Aggregate || inner instanceof final Plain plain && plain.hasMemory();
    }

    private static String print(final List<Inner> body) {
        return body.stream().map(Inner::toString).collect(Collectors.joining(" | ", "(", ")"));
    }

    private static void check(final boolean isGood, final String what, final Object value, final String expected) {
        if (!isGood) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
