package leela.engine.dmproc.language;

import java.math.BigDecimal;

/** The numbers of a program as text. Thread: any. */
final class Numbers {

    /** Below this, whole doubles print exactly without an exponent. */
    private static final double WHOLE_LIMIT = 1e15;

    private Numbers() {}

    /** The text that parses to the same double: {@code 90}, {@code 0.5}, {@code 1.0E300}, {@code -inf}, {@code nan}. */
    static String print(final double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        final boolean isNegativeZero = number == 0 && Double.doubleToRawLongBits(number) != 0;
        if (number == Math.rint(number) && Math.abs(number) < WHOLE_LIMIT && !isNegativeZero) {
            return Long.toString((long) number);
        }
        return Double.toString(number);
    }

    /** The same without an exponent: {@code 99.9}. */
    static String plain(final double number) {
        return new BigDecimal(print(number)).toPlainString();
    }
}
