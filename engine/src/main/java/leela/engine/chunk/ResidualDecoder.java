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
        decodePlain(residuals, 0, count);
    }

    private void decodePlain(final long[] residuals, final int from, final int count) {
        for (int read = from; read < count; ) {
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
     * The same of two runs in one buffer, each with a decoder of its own, in step: what one number has to wait for
     * leaves time for that of the other.
     */
    void decodePlain(
            final long[] residuals,
            final int count,
            final ResidualDecoder other,
            final long[] others,
            final int othersCount) {
        final int both = Math.min(count, othersCount);
        int read = 0;
        while (read < both) {
            read = decodeShort(residuals, other, others, read, both);
            for (int i = 0; i < NUMBERS_A_WORD && read < both; i++) {
                residuals[read] = decodeNumber();
                others[read++] = other.decodeNumber();
            }
        }
        decodePlain(residuals, both, count);
        other.decodePlain(others, both, othersCount);
    }

    /** As the other of its name, for two: up to where one of both has a number that does not fit. */
    private int decodeShort(
            final long[] numbers, final ResidualDecoder other, final long[] others, final int from, final int to) {
        final DirectBuffer buffer = raw.buffer();
        final int lastWord = raw.lastWord();
        final long end = raw.endPlace() - BitReader.RUN_BITS;
        final long otherEnd = other.raw.endPlace() - BitReader.RUN_BITS;
        long place = raw.place();
        long otherPlace = other.raw.place();
        int scaledWidth = model.scaledWidth();
        int otherScaledWidth = other.model.scaledWidth();
        int read = from;
        while (read <= to - NUMBERS_A_WORD
                && Math.max((int) (place >>> 3), (int) (otherPlace >>> 3)) <= lastWord
                && place <= end
                && otherPlace <= otherEnd
                && ResidualModel.isMiddling(scaledWidth)
                && ResidualModel.isMiddling(otherScaledWidth)) {
            long word = buffer.getLong((int) (place >>> 3), ByteOrder.LITTLE_ENDIAN) >>> (place & 7);
            long otherWord = buffer.getLong((int) (otherPlace >>> 3), ByteOrder.LITTLE_ENDIAN) >>> (otherPlace & 7);
            int used = 0;
            int otherUsed = 0;
            int scaled = scaledWidth + ResidualModel.HALF_WIDTH;
            int otherScaled = otherScaledWidth + ResidualModel.HALF_WIDTH;
            for (int i = read; i < read + NUMBERS_A_WORD; i++) {
                final int ones = Long.numberOfTrailingZeros(~word);
                final int bits = (scaled >> ResidualModel.WIDTH_SCALE) - ((int) word & 1) + ones;
                final int length = 1 + bits + ones;
                final long turned = Long.rotateRight(word | 1, length);
                final long high = turned >>> 1 | word << Long.SIZE - 1;
                numbers[i] = high >>> ~bits;
                scaled = ResidualModel.nextHalfUp(scaled, bits + 1 - Long.numberOfLeadingZeros(high));
                word = turned;
                used += length;

                final int otherOnes = Long.numberOfTrailingZeros(~otherWord);
                final int otherBits = (otherScaled >> ResidualModel.WIDTH_SCALE) - ((int) otherWord & 1) + otherOnes;
                final int otherLength = 1 + otherBits + otherOnes;
                final long otherTurned = Long.rotateRight(otherWord | 1, otherLength);
                final long otherHigh = otherTurned >>> 1 | otherWord << Long.SIZE - 1;
                others[i] = otherHigh >>> ~otherBits;
                otherScaled =
                        ResidualModel.nextHalfUp(otherScaled, otherBits + 1 - Long.numberOfLeadingZeros(otherHigh));
                otherWord = otherTurned;
                otherUsed += otherLength;
            }
            if (Math.max(used, otherUsed) > BitReader.RUN_BITS) {
                break;
            }
            scaledWidth = scaled - ResidualModel.HALF_WIDTH;
            otherScaledWidth = otherScaled - ResidualModel.HALF_WIDTH;
            place += used;
            otherPlace += otherUsed;
            read += NUMBERS_A_WORD;
        }
        raw.moveTo(place);
        model.scaledWidth(scaledWidth);
        other.raw.moveTo(otherPlace);
        other.model.scaledWidth(otherScaledWidth);
        return read;
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
            int scaled = scaledWidth + ResidualModel.HALF_WIDTH;
            for (int i = 0; i < NUMBERS_A_WORD; i++) {
                final int ones = Long.numberOfTrailingZeros(~word);
                final int bits = (scaled >> ResidualModel.WIDTH_SCALE) - ((int) word & 1) + ones;
                final int length = 1 + bits + ones;
                // the number's bits are the highest then, and what follows them in the word the lowest; the zero of a
                // short number has become a one below them
                final long turned = Long.rotateRight(word | 1, length);
                // what a long number leaves out, its highest bit, is the lowest of its ones
                final long high = turned >>> 1 | word << Long.SIZE - 1;
                numbers[read + i] = high >>> ~bits;
                scaled = ResidualModel.nextHalfUp(scaled, bits + 1 - Long.numberOfLeadingZeros(high));
                word = turned;
                used += length;
            }
            if (used > BitReader.RUN_BITS) {
                break;
            }
            scaledWidth = scaled - ResidualModel.HALF_WIDTH;
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
