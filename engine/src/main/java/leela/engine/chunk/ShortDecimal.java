package leela.engine.chunk;

/**
 * Doubles that are decimals of few digits, told as integers: 12.5 is 125 with one digit behind the point. An integer is
 * good only if it gives the same double again, bit for bit.
 * Thread: stateless.
 */
public final class ShortDecimal {

    /** Digits behind the point that are looked for at most, here. */
    public static final int MOST_DIGITS = 6;

    /** None: it is not short. */
    public static final int NONE = -1;

    private static final double[] POWERS = new double[MOST_DIGITS + 1];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = ChunkDescriptor.powerOfTen(i);
        }
    }

    private ShortDecimal() {}

    /** The nearest integer for a double with so many digits behind the point; any for what is no number. */
    public static long integer(final long bits, final int digits) {
        return (long) Math.rint(Double.longBitsToDouble(bits) * POWERS[digits]);
    }

    /** The double's bits of an integer. */
    public static long bits(final long integer, final int digits) {
        return Double.doubleToRawLongBits(integer / POWERS[digits]);
    }

    /** Whether a double is one of so many digits behind the point. */
    public static boolean isExact(final long bits, final int digits) {
        return bits(integer(bits, digits), digits) == bits;
    }

    /** The digits behind the point that a double needs, at least {@code least}, or {@link #NONE}. */
    public static int digits(final long bits, final int least) {
        // most that are not short are known by one look
        if (least > MOST_DIGITS || !isExact(bits, MOST_DIGITS)) {
            return NONE;
        }
        int digits = least;
        while (digits < MOST_DIGITS && !isExact(bits, digits)) {
            digits++;
        }
        return digits;
    }
}
