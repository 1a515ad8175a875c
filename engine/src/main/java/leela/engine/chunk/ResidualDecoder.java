package leela.engine.chunk;

/** Reads residuals as {@link ResidualModel} says. Thread: its owner's. Memory: nothing per residual. */
final class ResidualDecoder {

    private final ResidualModel model = new ResidualModel();
    private final RangeDecoder coder;
    private final BitReader raw;

    ResidualDecoder(final RangeDecoder coder, final BitReader raw) {
        this.coder = coder;
        this.raw = raw;
    }

    void start() {
        model.reset();
    }

    long decode() {
        if (coder.decode(model.probabilities, model.zeroAt())) {
            model.sawZero();
            return 0;
        }
        return VarInt.unzigzag(decodeNumber() + 1);
    }

    long decodePlain() {
        return VarInt.unzigzag(decodeNumber());
    }

    /** Whether the next value stands among the raw bits. */
    boolean isEscaped() {
        return coder.decode(model.probabilities, ResidualModel.ESCAPE);
    }

    private long decodeNumber() {
        final int width = model.width();
        final long word = raw.peek();
        final int ones = Long.numberOfTrailingZeros(~word);
        // one zero behind the ones, then the bits: all but the highest where there are ones
        final int bits = ones == 0 ? width : width + ones - 1;
        if (ones + 1 + bits > BitReader.RUN_BITS || !raw.pass(ones + 1 + bits)) {
            return decodeLong(width);
        }
        final long rest = word >>> ones + 1 & (1L << bits) - 1;
        if (ones == 0) {
            model.saw(Long.SIZE - Long.numberOfLeadingZeros(rest));
            return rest;
        }
        model.saw(bits + 1);
        return 1L << bits | rest;
    }

    private long decodeLong(final int width) {
        final int beyond = raw.readOnes();
        final int length = width + beyond;
        if (beyond == 0) {
            final long number = raw.read(width);
            model.saw(Long.SIZE - Long.numberOfLeadingZeros(number));
            return number;
        }
        if (length > Long.SIZE) {
            throw new ChunkException("chunk: a residual of " + length + " bits");
        }
        model.saw(length);
        return 1L << length - 1 | raw.read(length - 1);
    }
}
