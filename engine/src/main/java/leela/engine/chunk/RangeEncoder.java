package leela.engine.chunk;

/**
 * Writes yes/no decisions in as many bits as their probability is worth: the binary range coder of LZMA (Martin 1979,
 * Pavlov).
 * Thread: its owner's.
 * Memory: writes into an array of its owner; nothing per decision.
 */
final class RangeEncoder {

    private static final long TOP = 1L << 24;
    private static final long LOW_MASK = 0xffff_ffffL;

    private final byte[] bytes;
    private int length;
    private long low;
    private long range;
    private int cache;
    private int pending;
    private boolean isFirst;

    RangeEncoder(final byte[] bytes) {
        this.bytes = bytes;
    }

    void start() {
        length = 0;
        low = 0;
        range = LOW_MASK;
        cache = 0;
        pending = 0;
        isFirst = true;
    }

    /**
     * Writes a decision whose probability of being true stands in {@code model[at]}, and lets the model learn from it.
     */
    void encode(final short[] model, final int at, final boolean decision) {
        final int probability = model[at];
        final long bound = (range >>> ResidualModel.PROBABILITY_BITS) * probability;
        if (decision) {
            range = bound;
            model[at] = ResidualModel.likelier(probability);
        } else {
            low += bound;
            range -= bound;
            model[at] = ResidualModel.unlikelier(probability);
        }
        while (range < TOP) {
            range = range << Byte.SIZE & LOW_MASK;
            shiftLow();
        }
    }

    /** Ends the stream; the number of bytes that must be kept. A decoder reads zeros behind them. */
    int finish() {
        shortenLow();
        for (int i = 0; i <= Integer.BYTES; i++) {
            shiftLow();
        }
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return length;
    }

    /** Any number in [low, low + range) will do: the one with the most zeros at its end. */
    private void shortenLow() {
        for (int zeros = Integer.SIZE - 1; zeros > 0; zeros--) {
            final long mask = (1L << zeros) - 1;
            final long candidate = low + mask & ~mask;
            if (candidate < low + range) {
                low = candidate;
                return;
            }
        }
    }

    /** Moves the highest byte of low out; bytes of ones wait until it is known whether a carry runs through them. */
    private void shiftLow() {
        if (low < 0xff00_0000L || low > LOW_MASK) {
            final int carry = (int) (low >>> Integer.SIZE);
            if (!isFirst) {
                bytes[length++] = (byte) (cache + carry);
            }
            isFirst = false;
            for (; pending > 0; pending--) {
                bytes[length++] = (byte) (0xff + carry);
            }
            cache = (int) (low >>> 24) & 0xff;
        } else {
            pending++;
        }
        low = low << Byte.SIZE & LOW_MASK;
    }
}
