package leela.io.number;

/**
 * Finds the shortest decimal digits * 10^exponent that reads back as a given double, and of these the nearest to it.
 * Thread: its owner's; one at a time.
 * Memory: nothing per call; the result lies in two fields.
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

    /** More than what that may be wrong by. */
    private static final long CLOSE = 16;

    private static final long TWO_QUARTERS = 2L << QUARTER_BITS;
    private static final long FORTY_QUARTERS = 40L << QUARTER_BITS;

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
        final long factor = (c << 2) << shift;
        final long low = PowersOfTen.low(-k);
        final long carry = Math.multiplyHigh(low, factor) + (low >> 63 & factor);
        final long middle = high * factor + carry;
        final long top = Math.multiplyHigh(high, factor) + factor + (Long.compareUnsigned(middle, carry) < 0 ? 1 : 0);
        final long reach = high >>> Long.SIZE - QUARTER_BITS - 1 - shift;
        // all in quarters of a pigeonhole: to the multiples of ten and of one on either side
        final long floor = top >>> 2;
        final long tenth = floor / 10;
        final long beyond = (top - tenth * 40 << QUARTER_BITS) + (middle >>> Long.SIZE - QUARTER_BITS);
        final long beyondFloor = (top & 3) << QUARTER_BITS | middle >>> Long.SIZE - QUARTER_BITS;
        final long below = reach - beyond;
        final long above = reach - (FORTY_QUARTERS - beyond);
        final long half = beyondFloor - TWO_QUARTERS;
        if (Math.abs(below) < CLOSE || Math.abs(above) < CLOSE || Math.abs(half) < CLOSE) {
            return false;
        }
        exponent = k;
        if (below > 0 || above > 0) {
            exponent++;
            digits = withoutTrailingZeros(below > 0 ? tenth : tenth + 1);
        } else {
            digits = half < 0 ? floor : floor + 1;
        }
        return true;
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
