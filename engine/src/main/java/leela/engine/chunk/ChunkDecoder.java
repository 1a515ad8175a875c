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
 * <p>A chunk of version 2 has blocks, which can be read at once or passed over, see {@link BlockDescriptor}.
 *
 * <p>Thread: its owner's.
 * Memory: 10 KiB at construction; nothing per chunk or point.
 * Units: times ns, values as a double's bits.
 * Errors: {@link ChunkException}, and nothing else, for bytes that are no whole chunk; damage inside the coded part
 * shows at the last point at the latest, unless it changed values only, or is passed over.
 */
public final class ChunkDecoder {

    private final HeadReader reader = new HeadReader();
    private final ChunkHead head = new ChunkHead();
    private final RangeDecoder coder = new RangeDecoder();
    private final BitReader raw = new BitReader();
    private final ResidualDecoder timeResiduals = new ResidualDecoder(coder, raw);
    private final ResidualDecoder valueResiduals = new ResidualDecoder(coder, raw);
    private final BlockDecoder blocks = new BlockDecoder(head, reader, coder, raw, timeResiduals, valueResiduals);
    private boolean hasBlocks;

    // cursor
    private int read;
    private long timeNs;
    private long step;
    private long integer;
    private long difference;
    private long valueBits;

    /** Begins with the chunk in {@code [offset, offset + length)}; reads its header. */
    public ChunkDecoder wrap(final DirectBuffer source, final int offset, final int length) {
        reader.wrap(source, offset, offset + length);
        head.read(reader);
        hasBlocks = head.version == BlockDescriptor.VERSION;
        if (hasBlocks) {
            blocks.start();
            return this;
        }
        integer = reader.signed();
        final int rawLength = reader.length();
        final int codedAt = reader.index() + rawLength;
        raw.wrap(source, reader.index(), rawLength, reader.end());
        coder.wrap(source, codedAt, reader.end() - codedAt);
        timeResiduals.start();
        valueResiduals.start();
        read = 0;
        step = 1;
        difference = 0;
        return this;
    }

    /** Number of points. */
    public int count() {
        return head.count;
    }

    /** Time of the point written first: the earliest, if times ascend. */
    public long firstNs() {
        return head.firstNs;
    }

    /** Time of the point written last. */
    public long lastNs() {
        return head.lastNs;
    }

    /** Moves to the next point; false behind the last. */
    public boolean next() {
        if (hasBlocks) {
            final boolean hasNext = blocks.next();
            timeNs = blocks.timeNs();
            valueBits = blocks.valueBits();
            return hasNext;
        }
        if (read == head.count) {
            return false;
        }
        if (read == 0) {
            timeNs = head.firstNs;
        } else {
            step += timeResiduals.decode();
            timeNs += step * head.unit;
        }
        readValue();
        read++;
        if (read == head.count && timeNs != head.lastNs) {
            throw new ChunkException("chunk: ends at " + timeNs + " ns (expected: " + head.lastNs + ")");
        }
        return true;
    }

    /** Moves to the first point that is not before a time; false if there is none. */
    public boolean moveTo(final long fromNs) {
        while (next()) {
            if (timeNs >= fromNs) {
                return true;
            }
            while (hasBlocks && blocks.isAtStart() && blocks.endNs() <= fromNs) {
                if (!skip()) {
                    return false;
                }
                if (timeNs >= fromNs) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Gives what the point in hand and others behind it come to, if it is kept, and they lie before a time and within a
     * bucket of these; then {@link #skip} passes over them.
     */
    public boolean sum(final PointSums sums, final long beforeNs) {
        if (!hasBlocks || !blocks.isAtStart() || !blocks.fits(sums, beforeNs)) {
            return false;
        }
        blocks.sum(sums);
        return true;
    }

    /** Moves to the first point of the next block; false if there is none. */
    public boolean skip() {
        final boolean hasNext = blocks.skip();
        timeNs = blocks.timeNs();
        valueBits = blocks.valueBits();
        return hasNext;
    }

    /**
     * Takes the point in hand and some of those that follow it and come before a time, {@code most} at most; the last
     * of them is in hand then. How many.
     */
    public int read(final long[] times, final double[] values, final int at, final int most, final long beforeNs) {
        if (hasBlocks) {
            final int taken = blocks.read(times, values, at, most, beforeNs);
            timeNs = blocks.timeNs();
            return taken;
        }
        final int taken = head.lastNs < beforeNs ? Math.min(most, 1 + head.count - read) : 1;
        times[at] = timeNs;
        values[at] = Double.longBitsToDouble(valueBits);
        for (int i = at + 1; i < at + taken; i++) {
            next();
            times[i] = timeNs;
            values[i] = Double.longBitsToDouble(valueBits);
        }
        return taken;
    }

    public long timeNs() {
        return timeNs;
    }

    public long valueBits() {
        return valueBits;
    }

    private void readValue() {
        if (head.hasEscapes && valueResiduals.isEscaped()) {
            valueBits = raw.read(Long.SIZE);
            return;
        }
        if (read > 0) {
            final long residual = valueResiduals.decode();
            difference = head.isTwice ? difference + residual : residual;
            integer += difference;
        }
        valueBits = head.kind.bits(integer, head.scale, head.factor);
    }
}
