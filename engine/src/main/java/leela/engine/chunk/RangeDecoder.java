package leela.engine.chunk;

import org.agrona.DirectBuffer;

/**
 * Reads what a {@link RangeEncoder} wrote. Any bytes decode to something; whoever uses it checks what came out.
 * Thread: its owner's.
 * Memory: nothing per decision.
 */
final class RangeDecoder {

    private static final int TOP = 1 << 24;

    private DirectBuffer buffer;
    private int index;
    private int end;
    private int range;
    private int code;

    void wrap(final DirectBuffer source, final int offset, final int length) {
        buffer = source;
        index = offset;
        end = offset + length;
        range = -1;
        code = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            code = code << Byte.SIZE | nextByte();
        }
    }

    boolean decode(final short[] model, final int at) {
        final int probability = model[at];
        final int bound = (range >>> ResidualModel.PROBABILITY_BITS) * probability;
        final boolean decision = Integer.compareUnsigned(code, bound) < 0;
        if (decision) {
            range = bound;
            model[at] = ResidualModel.likelier(probability);
        } else {
            code -= bound;
            range -= bound;
            model[at] = ResidualModel.unlikelier(probability);
        }
        while (Integer.compareUnsigned(range, TOP) < 0) {
            range <<= Byte.SIZE;
            code = code << Byte.SIZE | nextByte();
        }
        return decision;
    }

    private int nextByte() {
        return index < end ? buffer.getByte(index++) & 0xff : 0;
    }
}
