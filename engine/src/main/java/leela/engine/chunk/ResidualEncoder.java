package leela.engine.chunk;

/** Writes residuals as {@link ResidualModel} says. Thread: its owner's. Memory: nothing per residual. */
final class ResidualEncoder {

    private final ResidualModel model = new ResidualModel();
    private final RangeEncoder coder;
    private final BitWriter raw;

    ResidualEncoder(final RangeEncoder coder, final BitWriter raw) {
        this.coder = coder;
        this.raw = raw;
    }

    void start() {
        model.reset();
    }

    void encode(final long residual) {
        coder.encode(model.probabilities, model.zeroAt(), residual == 0);
        if (residual == 0) {
            model.sawZero();
        } else {
            encodeNumber(VarInt.zigzag(residual) - 1);
        }
    }

    /** As a number like others even where it is zero. */
    void encodePlain(final long residual) {
        encodeNumber(VarInt.zigzag(residual));
    }

    /** Marks whether the next value is one of those that stand among the raw bits; if so, they follow at once. */
    void escape(final boolean isEscaped, final long bits) {
        coder.encode(model.probabilities, ResidualModel.ESCAPE, isEscaped);
        if (isEscaped) {
            raw.write(bits, Long.SIZE);
        }
    }

    private void encodeNumber(final long number) {
        final int width = model.width();
        final int length = Long.SIZE - Long.numberOfLeadingZeros(number);
        final int beyond = length - width;
        if (beyond <= 0) {
            raw.write(number << 1, width + 1);
        } else {
            final long ones = beyond == Long.SIZE ? -1 : (1L << beyond) - 1;
            raw.write(ones, beyond);
            raw.write((number & ~Long.highestOneBit(number)) << 1, length);
        }
        model.saw(length);
    }
}
