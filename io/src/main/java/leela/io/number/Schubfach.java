package leela.io.number;

/**
 * Finds the shortest decimal digits * 10^exponent that reads back as a given double, and of these the nearest to it.
 * Thread: its owner's; one at a time.
 * Memory: 2 KiB at class initialisation, nothing per call; the result lies in two fields.
 * Units: digits without trailing zeros, exponent decimal.
 * Errors: none for positive finite doubles; others are a bug of the caller.
 *
 * <p>The algorithm is that of R. Giulietti, "The Schubfach way to render doubles", 2020 to 2022, which Double.toString
 * follows from Java 19 on. Like there, two digits count as no longer than one, for "4.9e-324" is as short as "5.0e-324"
 * and nearer.
 *
 * <p>The doubles next to v = c * 2^q leave an interval of reals that round to v. The pigeonholes are the multiples of
 * 10^k, where k is the largest for which at least one must lie inside: so only two multiples of 10^(k+1) and two of
 * 10^k around v come into question. All are compared as multiples of 10^k / 4, rounded to odd, which keeps every
 * comparison exact. Only one multiplication is needed where none of the comparisons is close, as nearly always.
 */
final class Schubfach {
    private static final int FRACTION_BITS = 52;
    private static final long IMPLICIT_BIT = 1L << FRACTION_BITS;
    private static final int MIN_BINARY_EXPONENT = -1074;

    /** Subnormals below it come out with one digit only, unless scaled by ten first. */
    private static final int ONE_DIGIT_SIGNIFICAND = 3;

    /** Modulo 2^64. */
    private static final long INVERSE_OF_FIVE = 0xCCCC_CCCC_CCCC_CCCDL;

    private static final long MOST_TENTHS = Long.divideUnsigned(-1, 10);

    /** A quarter of a pigeonhole has so many bits behind it where three comparisons are made of one product. */
    private static final int QUARTER_BITS = 57;

    /** Differences of so many bits, with their sign, are no more than what that may be wrong by. */
    private static final int CLOSE_BITS = 5;
    /** The high half of a product with it is a tenth, of what is below 2^62. */
    private static final long TENTH = 0x1999_9999_9999_999AL;

    private static final long TWO_QUARTERS = 2L << QUARTER_BITS;
    private static final long FORTY_QUARTERS = 40L << QUARTER_BITS;

    /** Of 2^-10, as a double bears it. */
    private static final int LEAST_PLAIN = 1023 - 10;

    private static final int PLAIN_EXPONENTS = 63;
    /** Of each of their exponents: k and the factor's shift, then 10^-k, and how far the interval reaches. */
    private static final long[] PLAIN = plain();

    private long digits;
    private int exponent;

    long digits() {
        return digits;
    }

    int exponent() {
        return exponent;
    }

    void convert(final double positive) {
        final long bits = Double.doubleToRawLongBits(positive);
        final long fraction = bits & (IMPLICIT_BIT - 1);
        final int biased = (int) (bits >>> FRACTION_BITS);
        if (biased != 0) {
            final long c = fraction | IMPLICIT_BIT;
            final int q = biased + MIN_BINARY_EXPONENT - 1;
            if (fraction == 0 || !convertRoughly(c, q)) {
                convert(c, q);
            }
        } else if (fraction < ONE_DIGIT_SIGNIFICAND) {
            convert(fraction * 10, MIN_BINARY_EXPONENT);
            exponent--;
        } else {
            convert(fraction, MIN_BINARY_EXPONENT);
        }
    }

    /** False where it takes an exact comparison; the neighbours are to be as far away on both sides. */
    private boolean convertRoughly(final long c, final int q) {
        final int k = floorLog10(q);
        final int shift = q + PowersOfTen.floorLog2(-k) + 1;
        final long high = PowersOfTen.high(-k);
        return select(c << 2 << shift, high, PowersOfTen.low(-k) >>> 1, reach(high, shift), k);
    }

    /** Converts one of at least 2^-10 and below 2^53: the same, with what depends on its binary exponent looked up. */
    void convertPlain(final double plain) {
        final long bits = Double.doubleToRawLongBits(plain);
        final long fraction = bits & IMPLICIT_BIT - 1;
        final int of = (int) (bits >>> FRACTION_BITS) - LEAST_PLAIN << 2;
        final long scales = PLAIN[of];
        if (fraction == 0
                || !select((fraction | IMPLICIT_BIT) << scales, PLAIN[of + 1], PLAIN[of + 2], PLAIN[of + 3], (int)
                        (scales >> Byte.SIZE))) {
            convert(plain);
        }
    }

    private static long[] plain() {
        final long[] plain = new long[PLAIN_EXPONENTS << 2];
        for (int i = 0; i < PLAIN_EXPONENTS; i++) {
            final int q = i + LEAST_PLAIN + MIN_BINARY_EXPONENT - 1;
            final int k = floorLog10(q);
            final int shift = q + PowersOfTen.floorLog2(-k) + 1;
            final long high = PowersOfTen.high(-k);
            final int of = i << 2;
            // a shift by a long takes its lowest bits
            plain[of] = (long) k << Byte.SIZE | shift + 2;
            plain[of + 1] = high;
            plain[of + 2] = PowersOfTen.low(-k) >>> 1;
            plain[of + 3] = reach(high, shift);
        }
        return plain;
    }

    /** How far from the double its interval goes. */
    private static long reach(final long high, final int shift) {
        return high >>> Long.SIZE - QUARTER_BITS - 1 - shift;
    }

    /** Of a product with 10^-k, whose low half is given without its last bit; false where it is too close. */
    private boolean select(final long factor, final long high, final long halfLow, final long reach, final int k) {
        final long carry = Math.multiplyHigh(halfLow, factor << 1);
        final long middle = high * factor + carry;
        final long top = Math.multiplyHigh(high, factor) + factor + (Long.compareUnsigned(middle, carry) < 0 ? 1 : 0);
        // all in quarters of a pigeonhole: to the multiples of ten and of one on either side
        final long floor = top >>> 2;
        final long tenth = Math.multiplyHigh(floor, TENTH);
        final long beyondFloor = (top & 3) << QUARTER_BITS | middle >>> Long.SIZE - QUARTER_BITS;
        final long beyond = (floor - tenth * 10 << QUARTER_BITS + 2) + beyondFloor;
        final long half = beyondFloor - TWO_QUARTERS;
        final long outside = Math.min(beyond, FORTY_QUARTERS - beyond) - reach;
        if (isClose(outside) || isClose(half)) {
            return false;
        }
        exponent = k;
        if (outside < 0) {
            exponent++;
            digits = withoutTrailingZeros(beyond < reach ? tenth : tenth + 1);
        } else {
            // either is as likely: a branch would be guessed wrong half of the time
            digits = floor + 1 + (half >> Long.SIZE - 1);
        }
        return true;
    }

    private static boolean isClose(final long difference) {
        return difference + (1 << CLOSE_BITS - 1) >>> CLOSE_BITS == 0;
    }

    /** Of positive normal doubles: the slow way, for tests. */
    void convertExactly(final double positive) {
        final long bits = Double.doubleToRawLongBits(positive);
        convert(bits & IMPLICIT_BIT - 1 | IMPLICIT_BIT, (int) (bits >>> FRACTION_BITS) + MIN_BINARY_EXPONENT - 1);
    }

    private void convert(final long c, final int q) {
        // Below a power of two the next double is only half as far away.
        final boolean isEven = c != IMPLICIT_BIT || q == MIN_BINARY_EXPONENT;
        final int k = isEven ? floorLog10(q) : floorLog10ThreeQuarters(q);
        final int shift = q + PowersOfTen.floorLog2(-k) + 1;
        final long high = PowersOfTen.high(-k);
        final long low = PowersOfTen.lowRoundedUp(-k);
        // The ends of the interval themselves round to v only if c is even: move them in by the least step if it is
        // odd.
        final long odd = c & 1;
        final long value = roundToOdd(high, low, (c << 2) << shift);
        final long lower = roundToOdd(high, low, ((c << 2) - (isEven ? 2 : 1)) << shift) + odd;
        final long upper = roundToOdd(high, low, ((c << 2) + 2) << shift) - odd;
        select(value, lower, upper, k);
    }

    private void select(final long value, final long lower, final long upper, final int k) {
        final long floor = value >>> 2;
        exponent = k;
        if (floor >= 100) {
            final long tens = floor / 10 * 10;
            final boolean isTensInside = lower <= tens << 2;
            if (isTensInside != ((tens + 10) << 2 <= upper)) {
                digits = withoutTrailingZeros(isTensInside ? tens : tens + 10);
                return;
            }
        }
        final boolean isFloorInside = lower <= floor << 2;
        final boolean isCeilingInside = (floor + 1) << 2 <= upper;
        final long half = (floor << 2) + 2;
        final boolean isFloorNearer = value < half || value == half && (floor & 1) == 0;
        final boolean isFloor = isFloorInside == isCeilingInside ? isFloorNearer : isFloorInside;
        digits = withoutTrailingZeros(isFloor ? floor : floor + 1);
    }

    private long withoutTrailingZeros(final long decimal) {
        long rest = decimal;
        while (true) {
            // a multiple of ten, and only that, comes out as its tenth, which is no more than a tenth of all
            final long tenth = Long.rotateRight(rest * INVERSE_OF_FIVE, 1);
            if (Long.compareUnsigned(tenth, MOST_TENTHS) > 0) {
                return rest;
            }
            rest = tenth;
            exponent++;
        }
    }

    /** floor(g * factor / 2^128), its last bit set if anything was cut off but the error of g itself. */
    private static long roundToOdd(final long high, final long low, final long factor) {
        // Math.multiplyHigh takes signed factors; this one is positive, high has its top bit set.
        final long carry = Math.multiplyHigh(low, factor) + (low >> 63 & factor);
        final long middle = high * factor + carry;
        final long top = Math.multiplyHigh(high, factor) + factor + (Long.compareUnsigned(middle, carry) < 0 ? 1 : 0);
        return top | (middle >>> 1 == 0 ? 0 : 1);
    }

    /** floor(log10(2^q)), for |q| up to 1650. */
    private static int floorLog10(final int q) {
        return (q * 1_262_611) >> 22;
    }

    /** floor(log10(3/4 * 2^q)), for |q| up to 1650. */
    private static int floorLog10ThreeQuarters(final int q) {
        return (q * 1_262_611 - 524_031) >> 22;
    }
}
