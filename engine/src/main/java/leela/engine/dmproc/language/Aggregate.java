package leela.engine.dmproc.language;

import java.util.Locale;

/**
 * What only a window can tell of its values: stands inside of one, and behind it only functions without a memory.
 * Thread: immutable.
 * Errors: what may not be built (p101) is an {@link IllegalArgumentException} in one plain sentence.
 */
public sealed interface Aggregate extends Func.Inner {

    /** Those that are only a name. */
    enum Named implements Aggregate {
        COUNT,
        FIRST,
        LAST,
        RANGE,
        STDDEV,
        RATE,
        DELTA,
        SLOPE;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }

    /** {@code p99.9}: the least value that so many percent of the values are not above. */
    record Percentile(double percent) implements Aggregate {
        public Percentile {
            if (!(percent >= 0 && percent <= 100)) {
                throw new IllegalArgumentException(
                        "percentile: " + Numbers.print(percent) + " (expected: from p0 to p100)");
            }
        }

        @Override
        public String toString() {
            return "p" + Numbers.plain(percent);
        }
    }

    /** {@code ahead 4h}: where the straight line through the window's values will be so long after its result. */
    record Ahead(Span span) implements Aggregate {
        public Ahead {
            Func.checkSpan("ahead", span);
        }

        @Override
        public String toString() {
            return "ahead " + span;
        }
    }
}
