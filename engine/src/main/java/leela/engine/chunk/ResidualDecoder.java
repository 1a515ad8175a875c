package leela.engine.chunk;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Reads residuals as {@link ResidualModel} says. Thread: its owner's. Memory: nothing per residual. */
final class ResidualDecoder {

    private static final int NUMBERS_A_WORD = 4;

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

    /** Decodes so many that do not tell whether they are zero: several times as fast as one by one. */
    void decodePlain(final long[] residuals, final int count) {
        for (int read = 0; read < count; ) {
            read = decodeShort(residuals, read, count);
            if (read < count) {
                residuals[read++] = decodeNumber();
            }
        }
        for (int i = 0; i < count; i++) {
            residuals[i] = VarInt.unzigzag(residuals[i]);
        }
    }

    /**
     * Decodes what fits a word, up to the first that does not, or is among the last bytes; where it came to. All that a
     * step hands on to the next is in registers, and no branch depends on what is read: a wrong guess costs as much as
     * two numbers. Several are taken from a word, and a length is told without its number: what takes time is what the
     * next step waits for.
     */
    private int decodeShort(final long[] numbers, final int from, final int to) {
        final DirectBuffer buffer = raw.buffer();
        final int lastWord = raw.lastWord();
        final long end = raw.endPlace() - BitReader.RUN_BITS;
        long place = raw.place();
        int scaledWidth = model.scaledWidth();
        int read = from;
        while (read <= to - NUMBERS_A_WORD
                && (int) (place >>> 3) <= lastWord
                && place <= end
                && ResidualModel.isMiddling(scaledWidth)) {
            long word = buffer.getLong((int) (place >>> 3), ByteOrder.LITTLE_ENDIAN) >>> (place & 7);
            int used = 0;
            int scaled = scaledWidth;
            for (int i = 0; i < NUMBERS_A_WORD; i++) {
                final int width = ResidualModel.unboundedWidth(scaled);
                final int ones = Long.numberOfTrailingZeros(~word);
                final int isLong = (int) word & 1;
                final int bits = width - isLong + ones;
                final int length = 1 + bits + ones;
                // up to the highest bit; the zero of a short number has become a one
                final long high = (word | 1) << -length;
                numbers[read + i] = high >>> -bits | (long) isLong << bits;
                final int unset = Long.numberOfLeadingZeros(high) & isLong - 1;
                scaled = ResidualModel.next(scaled, width + ones - unset);
                word >>>= length;
                used += length;
            }
            if (used > BitReader.RUN_BITS) {
                break;
            }
            scaledWidth = scaled;
            place += used;
            read += NUMBERS_A_WORD;
        }
        raw.moveTo(place);
        model.scaledWidth(scaledWidth);
        return read;
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
