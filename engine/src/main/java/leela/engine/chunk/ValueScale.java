package leela.engine.chunk;

/**
 * How the doubles of a chunk are told as integers whose differences are small.
 * Thread: immutable.
 */
enum ValueScale {
    /** Their bit patterns, shifted right by the scale: for values of full precision. */
    BITS {
        @Override
        long bits(final long integer, final int scale, final double factor) {
            return integer << scale;
        }
    },
    /** Multiples of a power of two: integers, bytes in pages, load averages. */
    BINARY {
        @Override
        long bits(final long integer, final int scale, final double factor) {
            return Double.doubleToRawLongBits(integer * factor);
        }
    },
    /** Short decimals: prices, percentages, temperatures. */
    DECIMAL {
        @Override
        long bits(final long integer, final int scale, final double factor) {
            return Double.doubleToRawLongBits(integer / factor);
        }
    };

    static final int MIN_BINARY = Double.MIN_EXPONENT - 52;
    static final int MAX_BINARY = Double.MAX_EXPONENT - 52;
    static final int MAX_DECIMAL = 12;

    private static final ValueScale[] BY_CODE = values();

    /** The double's bits of an integer; {@code factor} as {@link #factor} gives it. */
    abstract long bits(long integer, int scale, double factor);

    /** The doubles of so many integers, from an index on, into the array from an index on. */
    void toDoubles(
            final long[] integers,
            final int from,
            final int count,
            final int scale,
            final double factor,
            final double[] values,
            final int at) {
        switch (this) {
            case BITS -> {
                for (int i = 0; i < count; i++) {
                    values[at + i] = Double.longBitsToDouble(integers[from + i] << scale);
                }
            }
            case BINARY -> {
                for (int i = 0; i < count; i++) {
                    values[at + i] = integers[from + i] * factor;
                }
            }
            case DECIMAL -> {
                for (int i = 0; i < count; i++) {
                    values[at + i] = integers[from + i];
                }
                // apart from that, several divisions are one instruction
                for (int i = at; i < at + count; i++) {
                    values[i] /= factor;
                }
            }
        }
    }

    /** The scale of a code read from a chunk. */
    static ValueScale ofCode(final int code) {
        if (code >= BY_CODE.length) {
            throw new ChunkException("chunk: scale " + code + " (expected: 0-2)");
        }
        return BY_CODE[code];
    }

    /** The power of two or ten to multiply with or divide by; exact. */
    double factor(final long scale) {
        final boolean isValid =
                switch (this) {
                    case BITS -> scale >= 0 && scale < Long.SIZE;
                    case BINARY -> scale >= MIN_BINARY && scale <= MAX_BINARY;
                    case DECIMAL -> scale >= 0 && scale <= MAX_DECIMAL;
                };
        if (!isValid) {
            throw new ChunkException("chunk: " + this + " by " + scale);
        }
        return switch (this) {
            case BITS -> 1;
            case BINARY -> Math.scalb(1.0, (int) scale);
            case DECIMAL -> ChunkDescriptor.powerOfTen((int) scale);
        };
    }
}
