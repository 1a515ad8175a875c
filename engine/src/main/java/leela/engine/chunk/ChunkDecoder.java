package leela.engine.chunk;

import org.agrona.DirectBuffer;

/**
 * Reads a chunk point by point, in the order it was written.
 *
 * <pre>
 *   decoder.wrap(buffer, offset, length);
 *   while (decoder.next()) {
 *       ... decoder.timeNs(), decoder.valueBits()
 *   }
 * </pre>
 *
 * Thread: its owner's.
 * Memory: 3 KiB at construction; nothing per chunk or point.
 * Units: times ns, values as a double's bits.
 * Errors: {@link ChunkException}, and nothing else, for bytes that are no whole chunk; damage inside the coded part
 * shows at the last point at the latest, unless it changed values only.
 */
public final class ChunkDecoder {

    private final RangeDecoder coder = new RangeDecoder();
    private final BitReader raw = new BitReader();
    private final ResidualDecoder timeResiduals = new ResidualDecoder(coder, raw);
    private final ResidualDecoder valueResiduals = new ResidualDecoder(coder, raw);

    // header
    private int count;
    private long firstNs;
    private long lastNs;
    private long unit;
    private ValueScale kind;
    private int scale;
    private double factor;
    private boolean isTwice;
    private boolean hasEscapes;

    // cursor
    private DirectBuffer buffer;
    private int index;
    private int end;
    private int read;
    private long timeNs;
    private long step;
    private long integer;
    private long difference;
    private long valueBits;

    /** Begins with the chunk in {@code [offset, offset + length)}; reads its header. */
    public ChunkDecoder wrap(final DirectBuffer source, final int offset, final int length) {
        buffer = source;
        index = offset;
        end = offset + length;
        readHeader();
        final long rawLength = variable();
        if (rawLength < 0 || rawLength > end - index) {
            throw new ChunkException("chunk: " + rawLength + " raw bytes (expected: 0-" + (end - index) + ")");
        }
        raw.wrap(source, index, (int) rawLength, end);
        coder.wrap(source, index + (int) rawLength, end - index - (int) rawLength);
        timeResiduals.start();
        valueResiduals.start();
        read = 0;
        step = 1;
        difference = 0;
        return this;
    }

    /** Number of points. */
    public int count() {
        return count;
    }

    /** Time of the point written first: the earliest, if times ascend. */
    public long firstNs() {
        return firstNs;
    }

    /** Time of the point written last. */
    public long lastNs() {
        return lastNs;
    }

    /** Moves to the next point; false behind the last. */
    public boolean next() {
        if (read == count) {
            return false;
        }
        if (read == 0) {
            timeNs = firstNs;
        } else {
            step += timeResiduals.decode();
            timeNs += step * unit;
        }
        readValue();
        read++;
        if (read == count && timeNs != lastNs) {
            throw new ChunkException("chunk: ends at " + timeNs + " ns (expected: " + lastNs + ")");
        }
        return true;
    }

    public long timeNs() {
        return timeNs;
    }

    public long valueBits() {
        return valueBits;
    }

    private void readValue() {
        if (hasEscapes && valueResiduals.isEscaped()) {
            valueBits = raw.read(Long.SIZE);
            return;
        }
        if (read > 0) {
            final long residual = valueResiduals.decode();
            difference = isTwice ? difference + residual : residual;
            integer += difference;
        }
        valueBits = kind.bits(integer, scale, factor);
    }

    private void readHeader() {
        final int first = nextByte();
        if (first >> ChunkDescriptor.VERSION_SHIFT != ChunkDescriptor.VERSION) {
            throw new ChunkException("chunk: version " + (first >> ChunkDescriptor.VERSION_SHIFT) + " (expected: 1)");
        }
        kind = ValueScale.ofCode(first & ChunkDescriptor.SCALE_MASK);
        isTwice = (first & ChunkDescriptor.TWICE_FLAG) != 0;
        hasEscapes = (first & ChunkDescriptor.ESCAPE_FLAG) != 0;
        final int tens = nextByte();
        final long points = variable();
        if (points < 1 || points > ChunkDescriptor.MAX_POINTS) {
            throw new ChunkException("chunk: " + points + " points (expected: 1-" + ChunkDescriptor.MAX_POINTS + ")");
        }
        count = (int) points;
        firstNs = VarInt.unzigzag(variable()) * ChunkDescriptor.powerOfTen(tens & 0xf);
        unit = variable() * ChunkDescriptor.powerOfTen(tens >> 4);
        lastNs = firstNs + VarInt.unzigzag(variable()) * unit;
        final long newScale = VarInt.unzigzag(variable());
        factor = kind.factor(newScale);
        scale = (int) newScale;
        integer = VarInt.unzigzag(variable());
    }

    private int nextByte() {
        if (index >= end) {
            throw new ChunkException("chunk: cut off inside its header");
        }
        return buffer.getByte(index++) & 0xff;
    }

    private long variable() {
        final int behind = VarInt.end(buffer, index, end);
        if (behind < 0) {
            throw new ChunkException(
                    end - index < VarInt.MAX_LENGTH
                            ? "chunk: cut off inside its header"
                            : "chunk: a number of more than 64 bits");
        }
        final long value = VarInt.get(buffer, index, behind);
        index = behind;
        return value;
    }
}
