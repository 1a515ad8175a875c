package leela.io.http.graphite.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import leela.io.number.DecimalDoubleEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Numbers and other literals as they stand in the names of series, and rounding as it is done there: to the nearest
 * decimal, the even one of two.
 * Thread: any; stateless.
 */
public final class NumberText {

    private static final int SHORT_DIGITS = 6;
    private static final double PLAIN_LIMIT = 1e16;
    private static final double PLAIN_MIN = 1e-4;
    private static final double EXACT = 1L << 52;

    /** No double has more: rounded to more, it is itself. */
    private static final int MOST_DECIMALS = 1074;
    /** No double has more before the point: rounded to more, it is 0. */
    private static final int MOST_DIGITS = 309;

    private NumberText() {}

    /** As {@code str} shows it. */
    public static String of(final Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        return value instanceof Double number ? ofDouble(number) : value.toString();
    }

    /** The shortest text that reads back as the same double. */
    public static String ofDouble(final double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        final BigDecimal exact = new BigDecimal(shortest(value));
        final double magnitude = Math.abs(value);
        if (magnitude == 0 || magnitude >= PLAIN_MIN && magnitude < PLAIN_LIMIT) {
            final String plain = exact.toPlainString();
            final String text = plain.indexOf('.') < 0 ? plain + ".0" : plain;
            return Double.doubleToRawLongBits(value) < 0 && !text.startsWith("-") ? "-" + text : text;
        }
        return scientific(exact.stripTrailingZeros());
    }

    /** Six digits at most, as {@code %g} shows it. */
    public static String general(final double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return value == 0 ? "0" : ofDouble(value);
        }
        final BigDecimal rounded = new BigDecimal(value)
                .round(new java.math.MathContext(SHORT_DIGITS, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        final int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -4 || exponent >= SHORT_DIGITS ? scientific(rounded) : rounded.toPlainString();
    }

    private static String scientific(final BigDecimal number) {
        final String digits = number.unscaledValue().abs().toString();
        final int exponent = number.precision() - number.scale() - 1;
        return (number.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + "e"
                + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static String shortest(final double value) {
        final byte[] bytes = new byte[DecimalDoubleEncoder.MAX_LENGTH];
        final int length = new DecimalDoubleEncoder().encode(value, new UnsafeBuffer(bytes), 0);
        return new String(bytes, 0, length, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** To so many decimals, which may be negative. */
    public static double round(final double value, final int decimals) {
        if (Double.isNaN(value) || Double.isInfinite(value) || decimals > MOST_DECIMALS) {
            return value;
        }
        if (decimals < -MOST_DIGITS) {
            return 0;
        }
        if (decimals >= 0 && decimals <= SHORT_DIGITS) {
            final double scale = Math.pow(10, decimals);
            final double scaled = value * scale;
            // where it is clear to which side it goes
            if (Math.abs(scaled) < EXACT / 1024 && Math.abs(scaled - Math.floor(scaled) - 0.5) > 0.001) {
                return Math.rint(scaled) / scale;
            }
        }
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    }
}
