package leela.engine.chunk;

/**
 * Residuals of a block that were decoded together with those of the block before it, since two take hardly longer than
 * one: most of the time of a number is waiting for the one before it.
 * Thread: its decoder's.
 * Memory: 4 KiB at construction.
 */
final class BlockAhead {

    private static final int NONE = -1;

    private final BitReader raw = new BitReader();
    private final ResidualDecoder decoder;
    private long[] residuals = new long[BlockDescriptor.POINTS];
    private int block;

    BlockAhead(final RangeDecoder coder) {
        decoder = new ResidualDecoder(coder, raw);
    }

    void clear() {
        block = NONE;
    }

    /** Decodes so many residuals of a block whose bits begin where the reader is, and those of the one before it. */
    void decode(
            final int newBlock,
            final int count,
            final HeadReader reader,
            final int bytes,
            final ResidualDecoder before,
            final long[] residualsBefore,
            final int countBefore) {
        raw.wrap(reader.buffer(), reader.index(), bytes, reader.end());
        decoder.start();
        before.decodePlain(residualsBefore, countBefore, decoder, residuals, count);
        block = newBlock;
    }

    /** Whether it holds all residuals of this block. */
    boolean isOf(final int someBlock) {
        return block == someBlock;
    }

    /** Gives them away, for an array in their place. */
    long[] exchange(final long[] other) {
        final long[] given = residuals;
        residuals = other;
        block = NONE;
        return given;
    }
}
