package leela.io.number;

/**
 * Turns significand * 10^exponent into the nearest double, ties to even, with one or two multiplications.
 * Thread: any; stateless.
 * Memory: nothing.
 * Units: the significand is an unsigned 64-bit integer of at most 19 digits, the exponent decimal.
 * Errors: none; too large gives infinity, too small gives zero, as IEEE 754 rounds.
 *
 * <p>The algorithm is that of D. Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice and Experience
 * 51(8), 2021, after M. Eisel. It needs no fallback: N. Mushtak and D. Lemire, "Fast Number Parsing Without Fallback",
 * Software: Practice and Experience 53(7), 2023, prove that the 128-bit table always decides.
 */
final class EiselLemire {
    private static final int MAX_EXPONENT = 308;
    private static final int FRACTION_BITS = 52;
    private static final int EXPONENT_BIAS = 1023;
    private static final int INFINITE_EXPONENT = 2047;
    private static final long IMPLICIT_BIT = 1L << FRACTION_BITS;

    /** Bits of the product's high half below the double's 53 bits, its rounding bit and the one for normalising. */
    private static final int SPARE_BITS = 9;

    private static final long SPARE_MASK = (1L << SPARE_BITS) - 1;

    /**
     * Only between these can a product lie exactly half-way between two doubles: 5^23 &lt; 2^54, and 5^4 * 2^54 &lt;
     * 2^64.
     */
    private static final int MIN_TIE_EXPONENT = -4;

    private static final int MAX_TIE_EXPONENT = 23;

    /** From here up the table's reciprocals have to be rounded up for the proof to hold, below they are cut. */
    private static final int MIN_ROUNDED_UP_EXPONENT = -27;

    private EiselLemire() {}

    static double toDouble(final long significand, final int exponent) {
        if (significand == 0 || exponent < PowersOfTen.MIN) {
            return 0.0;
        }
        if (exponent > MAX_EXPONENT) {
            return Double.POSITIVE_INFINITY;
        }
        final int leadingZeros = Long.numberOfLeadingZeros(significand);
        final long normalised = significand << leadingZeros;
        final long power = PowersOfTen.high(exponent);
        long high = PowersOfTen.multiplyHigh(normalised, power);
        long low = normalised * power;
        if ((high & SPARE_MASK) == SPARE_MASK) {
            // A carry out of the table's low half could reach the rounding bit: take that half in as well.
            final long carry = PowersOfTen.multiplyHigh(normalised, lowHalf(exponent));
            low += carry;
            high += Long.compareUnsigned(low, carry) < 0 ? 1 : 0;
        }
        final int topBit = (int) (high >>> 63);
        final int biased = PowersOfTen.floorLog2(exponent) + 63 + topBit - leadingZeros + EXPONENT_BIAS;
        if (biased <= 0) {
            return subnormal(high >>> (topBit + SPARE_BITS), biased);
        }
        return normal(high, low, topBit, biased, exponent);
    }

    private static long lowHalf(final int exponent) {
        return exponent >= MIN_ROUNDED_UP_EXPONENT ? PowersOfTen.lowRoundedUp(exponent) : PowersOfTen.low(exponent);
    }

    private static double normal(
            final long high, final long low, final int topBit, final int biasedExponent, final int exponent) {
        final int shift = topBit + SPARE_BITS;
        long bits = high >>> shift;
        if ((bits & 3) == 1
                && low >>> 1 == 0
                && exponent >= MIN_TIE_EXPONENT
                && exponent <= MAX_TIE_EXPONENT
                && bits << shift == high) {
            bits--; // exactly half-way above an even neighbour
        }
        bits = (bits + 1) >>> 1;
        final int carried = (int) (bits >>> (FRACTION_BITS + 1));
        final long biased = biasedExponent + (long) carried;
        if (biased >= INFINITE_EXPONENT) {
            return Double.POSITIVE_INFINITY;
        }
        return Double.longBitsToDouble(biased << FRACTION_BITS | (bits >>> carried) & (IMPLICIT_BIT - 1));
    }

    /** No ties here: a decimal half-way between two subnormals has hundreds of digits. */
    private static double subnormal(final long bits, final int biasedExponent) {
        final int shift = 1 - biasedExponent;
        if (shift >= Long.SIZE) {
            return 0.0;
        }
        // Rounding up to the implicit bit gives the least normal number without further ado.
        return Double.longBitsToDouble(((bits >>> shift) + 1) >>> 1);
    }
}
