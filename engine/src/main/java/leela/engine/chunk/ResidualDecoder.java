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

    /** Whether the next value stands among the raw bits. */
    boolean isEscaped() {
        return coder.decode(model.probabilities, ResidualModel.ESCAPE);
    }

    private long decodeNumber() {
        final int width = model.width();
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
