package leela.engine.chunk;

/**
 * The values of a chunk under one {@link ValueScale}: their integers, which of them do not fit, and what their
 * differences would cost.
 * Thread: its encoder's.
 * Memory: 36 KiB at construction; nothing per chunk.
 */
final class ScaledValues {

    private static final long EXACT_LIMIT = 1L << 53;
    private static final int MAX_WIDTH = 61;
    private static final int ESCAPE_COST = 72;
    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    private static final long MINUS_ZERO = Long.MIN_VALUE;

    final long[] integers = new long[ChunkDescriptor.MAX_POINTS];
    final boolean[] escaped = new boolean[ChunkDescriptor.MAX_POINTS];

    private ValueScale kind;
    private int scale;
    private int escapes;
    private boolean isTwice;
    private long cost;

    ValueScale kind() {
        return kind;
    }

    int scale() {
        return scale;
    }

    boolean hasEscapes() {
        return escapes > 0;
    }

    /** Whether differences of differences are shorter than differences. */
    boolean isTwice() {
        return isTwice;
    }

    /** Estimated bits. */
    long cost() {
        return cost;
    }

    /** Takes the bit patterns themselves, without the zeros that all of them end with. */
    void fitBits(final long[] bits, final int from, final int count) {
        long union = 0;
        for (int i = 0; i < count; i++) {
            union |= bits[from + i];
        }
        begin(ValueScale.BITS, union == 0 ? 0 : Long.numberOfTrailingZeros(union));
        for (int i = 0; i < count; i++) {
            integers[i] = bits[from + i] >> scale;
            escaped[i] = false;
        }
        estimate(count);
    }

    /** Tells them as multiples of a power of two; false if too many are none. */
    boolean fitBinary(final long[] bits, final int from, final int count) {
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            final long one = bits[from + i];
            if (one != 0 && isRegular(one)) {
                final int exponent = exponentOf(one);
                final long mantissa = mantissaOf(one);
                lowest = Math.min(lowest, exponent + Long.numberOfTrailingZeros(mantissa));
                highest = Math.max(highest, exponent + Long.SIZE - Long.numberOfLeadingZeros(mantissa));
            }
        }
        if (lowest == Integer.MAX_VALUE) {
            lowest = 0;
        } else if (highest - lowest > MAX_WIDTH) {
            return false;
        }
        begin(ValueScale.BINARY, Math.min(lowest, ValueScale.MAX_BINARY));
        for (int i = 0; i < count; i++) {
            final long one = bits[from + i];
            keep(i, isRegular(one), one == 0 ? 0 : shifted(one));
        }
        return estimateUnlessEscaped(count);
    }

    /**
     * Tells them as decimals with at most {@link ValueScale#MAX_DECIMAL} digits behind the point; false if too many are
     * none.
     */
    boolean fitDecimal(final long[] bits, final int from, final int count) {
        int digits = 0;
        int misfits = 0;
        for (int i = 0; i < count && misfits <= allowedEscapes(count); i++) {
            final int needed = digitsOf(bits[from + i], digits);
            if (needed < 0) {
                misfits++;
            } else {
                digits = needed;
            }
        }
        if (misfits > allowedEscapes(count)) {
            return false;
        }
        begin(ValueScale.DECIMAL, digits);
        final double power = ChunkDescriptor.powerOfTen(digits);
        for (int i = 0; i < count; i++) {
            final long one = bits[from + i];
            keep(i, digitsOf(one, digits) == digits, (long) Math.rint(Double.longBitsToDouble(one) * power));
        }
        return estimateUnlessEscaped(count);
    }

    private void begin(final ValueScale newKind, final int newScale) {
        kind = newKind;
        scale = newScale;
        escapes = 0;
    }

    /** An integer that does not stand for its value repeats the one before it: it will not be written. */
    private void keep(final int i, final boolean fits, final long integer) {
        escaped[i] = !fits;
        if (fits) {
            integers[i] = integer;
        } else {
            escapes++;
            integers[i] = i == 0 ? 0 : integers[i - 1];
        }
    }

    private static int allowedEscapes(final int count) {
        return count / 16;
    }

    private boolean estimateUnlessEscaped(final int count) {
        if (escapes > allowedEscapes(count)) {
            return false;
        }
        estimate(count);
        return true;
    }

    private void estimate(final int count) {
        long once = 0;
        long twice = 0;
        long lastDifference = 0;
        for (int i = 1; i < count; i++) {
            final long difference = integers[i] - integers[i - 1];
            once += bitLength(difference);
            twice += bitLength(difference - lastDifference);
            lastDifference = difference;
        }
        isTwice = twice < once;
        cost = Math.min(once, twice) + (long) escapes * ESCAPE_COST;
    }

    private static int bitLength(final long difference) {
        return Long.SIZE - Long.numberOfLeadingZeros(difference ^ difference >> Long.SIZE - 1);
    }

    private static boolean isRegular(final long bits) {
        return (bits >>> MANTISSA_BITS & 0x7ff) != 0x7ff && bits != MINUS_ZERO;
    }

    private static int exponentOf(final long bits) {
        return Math.max((int) (bits >>> MANTISSA_BITS) & 0x7ff, 1) - 1075;
    }

    private static long mantissaOf(final long bits) {
        final long fraction = bits & MANTISSA_MASK;
        return (bits >>> MANTISSA_BITS & 0x7ff) == 0 ? fraction : fraction | MANTISSA_MASK + 1;
    }

    private long shifted(final long bits) {
        final int by = exponentOf(bits) - scale;
        final long magnitude = by >= 0 ? mantissaOf(bits) << by : mantissaOf(bits) >>> -by;
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Digits behind the point that a value needs, at least {@code atLeast}; -1 if it is no short decimal. */
    private static int digitsOf(final long bits, final int atLeast) {
        if (isRegular(bits)) {
            final double value = Double.longBitsToDouble(bits);
            for (int digits = atLeast; digits <= ValueScale.MAX_DECIMAL; digits++) {
                final double power = ChunkDescriptor.powerOfTen(digits);
                final double integer = Math.rint(value * power);
                if (Math.abs(integer) >= EXACT_LIMIT) {
                    return -1;
                }
                if (integer / power == value) {
                    return digits;
                }
            }
        }
        return -1;
    }
}
