package leela.ops.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** A number as people read it: five digits, and k, M, G for thousands. Thread: any. */
public final class ShortNumber {

    private static final String[] UNITS = {"", "k", "M", "G", "T", "P", "E"};
    private static final int DIGITS = 5;

    private ShortNumber() {}

    public static String of(final double value) {
        return of(value, 0);
    }

    /** The same, where what is smaller than a thousandth of {@code step} is nothing. */
    static String of(final double value, final double step) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        final double magnitude = Math.abs(value);
        if (magnitude < step / 1000 || value == 0) {
            return "0";
        }
        if (magnitude >= 1e21 || magnitude < 1e-4) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        int unit = 0;
        double scaled = value;
        // thousands read well as they are, ten thousands do not
        while (unit < UNITS.length - 1 && Math.abs(scaled) >= (unit == 0 ? 10_000 : 1000)) {
            scaled /= 1000;
            unit++;
        }
        return new BigDecimal(scaled)
                        .round(new MathContext(DIGITS))
                        .stripTrailingZeros()
                        .toPlainString()
                + UNITS[unit];
    }
}
