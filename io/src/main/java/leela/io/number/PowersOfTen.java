package leela.io.number;

import java.math.BigInteger;

/**
 * Powers of ten as 128-bit fractions, the one table behind reading and writing doubles.
 * Thread: any; immutable.
 * Memory: 11 KiB at class initialisation, nothing per call.
 * Units: exponents decimal unless named binary; the fractions are unsigned.
 * Errors: an exponent outside [MIN, MAX] is a bug of the caller, seen as an index out of bounds.
 *
 * <pre>
 * 10^e = (high * 2^64 + low + rest) * 2^(floorLog2(e) - 127),   2^63 &lt;= high &lt; 2^64,   0 &lt;= rest &lt; 1
 * </pre>
 */
final class PowersOfTen {
    /** Below it even the largest 64-bit significand reads as zero. */
    static final int MIN = -342;
    /** The least subnormal is 2^-1074; writing it scales by 10^324. */
    static final int MAX = 324;
    /** Up to here a power of ten is a double without rounding: 5^22 &lt; 2^53. */
    static final int MAX_EXACT_DOUBLE = 22;

    /** Up to here the 128 bits hold the power without a rest: 5^55 &lt; 2^128. */
    private static final int MAX_EXACT = 55;

    private static final int FRACTION_BITS = 128;

    private static final long[] FRACTIONS = fractions();
    private static final double[] DOUBLES = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private PowersOfTen() {}

    static double exactDouble(final int exponent) {
        return DOUBLES[exponent];
    }

    static long high(final int exponent) {
        return FRACTIONS[(exponent - MIN) << 1];
    }

    /** The low half, cut: never above the true power. */
    static long low(final int exponent) {
        return FRACTIONS[((exponent - MIN) << 1) + 1];
    }

    /** The low half, rounded up: never below the true power. No entry carries into the high half. */
    static long lowRoundedUp(final int exponent) {
        return low(exponent) + (isExact(exponent) ? 0 : 1);
    }

    static boolean isExact(final int exponent) {
        return exponent >= 0 && exponent <= MAX_EXACT;
    }

    /** floor(log2(10^exponent)): log2(10) as 1741647 / 2^19 is near enough for |exponent| up to 1233. */
    static int floorLog2(final int exponent) {
        return (exponent * 1_741_647) >> 19;
    }

    /** The high half of the unsigned product; Math.unsignedMultiplyHigh is only there from Java 18 on. */
    static long multiplyHigh(final long left, final long right) {
        return Math.multiplyHigh(left, right) + ((left >> 63) & right) + ((right >> 63) & left);
    }

    private static long[] fractions() {
        final long[] fractions = new long[(MAX - MIN + 1) << 1];
        for (int exponent = MIN; exponent <= MAX; exponent++) {
            final BigInteger fraction = fraction(exponent);
            final int index = (exponent - MIN) << 1;
            fractions[index] = fraction.shiftRight(Long.SIZE).longValue();
            fractions[index + 1] = fraction.longValue();
        }
        return fractions;
    }

    /** The leading 128 bits of 5^exponent; the power of two in 10 = 2 * 5 only moves the binary exponent. */
    private static BigInteger fraction(final int exponent) {
        final BigInteger power = BigInteger.valueOf(5).pow(Math.abs(exponent));
        if (exponent >= 0) {
            return power.shiftRight(power.bitLength() - FRACTION_BITS);
        }
        final BigInteger one = BigInteger.ONE.shiftLeft(power.bitLength() + FRACTION_BITS - 1);
        return one.divide(power);
    }
}
