package leela.engine.chunk;

import java.util.Arrays;

/**
 * Reads the blocks of a chunk, point by point, many at once, or passes over them: {@link BlockDescriptor} has the
 * layout.
 * Where two blocks that follow each other are wanted whole, both are decoded together.
 * Thread: its decoder's.
 * Memory: 8 KiB at construction.
 * Errors: {@link ChunkException}.
 */
final class BlockDecoder {

    /** Flags that say how points are told. */
    private static final int ALIKE = BlockDescriptor.REGULAR_FLAG
            | BlockDescriptor.CONSTANT_FLAG
            | BlockDescriptor.PLAIN_FLAG
            | BlockDescriptor.ESCAPE_FLAG;

    private final ChunkHead head;
    private final HeadReader reader;
    private final RangeDecoder coder;
    private final BitReader raw;
    private final ResidualDecoder timeResiduals;
    private final ResidualDecoder valueResiduals;
    private long[] integers = new long[BlockDescriptor.POINTS];
    private final BlockAhead ahead;
    /** Whether all residuals of the block in hand are in {@link #integers}. */
    private boolean isDecoded;
    /** Whether the next block may be passed over for its sums. */
    private boolean isSummed;

    // of the chunk
    private int size;
    private long usual;
    private long usualNs;

    // of the block
    private int flags;
    private int block;
    private int length;
    private long blockNs;
    private long first;
    private int behind;
    private int sumsAt;

    // cursor
    private int read;
    private long timeNs;
    private long step;
    private long integer;
    private long difference;
    private long valueBits;

    BlockDecoder(
            final ChunkHead head,
            final HeadReader reader,
            final RangeDecoder coder,
            final BitReader raw,
            final ResidualDecoder timeResiduals,
            final ResidualDecoder valueResiduals) {
        this.head = head;
        this.reader = reader;
        this.coder = coder;
        this.raw = raw;
        this.timeResiduals = timeResiduals;
        this.valueResiduals = valueResiduals;
        ahead = new BlockAhead(coder);
    }

    /** Begins behind the chunk's head. */
    void start() {
        final long points = reader.number();
        if (points < 1 || points > ChunkDescriptor.MAX_POINTS) {
            throw new ChunkException("chunk: blocks of " + points + " points (expected: 1-4096)");
        }
        size = (int) points;
        usual = reader.number();
        usualNs = usual * head.unit;
        if (usualNs <= 0) {
            throw new ChunkException("chunk: points are " + usualNs + " ns apart (expected: more than 0)");
        }
        block = -1;
        ahead.clear();
        isSummed = false;
        length = 0;
        read = 0;
        first = 0;
        blockNs = head.firstNs;
        behind = reader.index();
    }

    /** Moves to the next point; false behind the last. */
    boolean next() {
        if (read == length) {
            return openNext();
        }
        if (is(BlockDescriptor.REGULAR_FLAG)) {
            timeNs += usualNs;
        } else {
            step += timeResiduals.decode();
            timeNs += step * head.unit;
        }
        readValue();
        read++;
        requireEnd();
        return true;
    }

    /** Whether the point in hand is the first of a block. */
    boolean isAtStart() {
        return read == 1;
    }

    /** All points of the block in hand are before this. */
    long endNs() {
        if (is(BlockDescriptor.REGULAR_FLAG)) {
            return blockNs + (length - 1) * usualNs + 1;
        }
        if (isLast()) {
            return head.lastNs + 1;
        }
        final int here = reader.index();
        reader.moveTo(behind);
        final int nextFlags = reader.nextByte();
        reader.number();
        final long endNs = timeOf(nextFlags);
        reader.moveTo(here);
        return endNs;
    }

    /** Whether what the points of the block in hand come to is asked for so. */
    boolean fits(final PointSums sums, final long beforeNs) {
        if (is(BlockDescriptor.BARE_FLAG)) {
            return false;
        }
        final long endNs = endNs();
        isSummed = sums.mayFit(timeNs, endNs);
        return endNs <= beforeNs && sums.fits(timeNs, endNs, is(BlockDescriptor.REGULAR_FLAG) ? usualNs : 0);
    }

    void sum(final PointSums sums) {
        final long lastNs = endNs() - 1;
        reader.moveTo(sumsAt);
        final double value = Double.longBitsToDouble(head.kind.bits(first, head.scale, head.factor));
        if (is(BlockDescriptor.CONSTANT_FLAG)) {
            sums.set(blockNs, lastNs, length, Double.isFinite(value) ? length : 0);
            sums.set(value, value, value * length, value, value);
        } else if (is(BlockDescriptor.DOUBLES_FLAG)) {
            final long finite = reader.number();
            sums.set(blockNs, lastNs, length, (int) Math.max(0, Math.min(finite, length)));
            if (finite > 0) {
                sums.set(reader.real(), reader.real(), reader.real(), reader.real(), reader.real());
            }
        } else {
            final double least = real(first - reader.number());
            final double most = real(first + reader.number());
            final double last = real(first + reader.signed());
            sums.set(blockNs, lastNs, length, length);
            sums.set(least, most, real(reader.signed() + length * first), value, last);
        }
    }

    /** Passes over what is left of the block in hand, to the first point of the next; false if it is the last. */
    boolean skip() {
        read = length;
        return openNext();
    }

    /**
     * Writes the point in hand and those that follow it in its block and come before a time, {@code most} at most;
     * moves behind them, as {@link #next} does. How many.
     */
    int read(final long[] times, final double[] values, final int at, final int most, final long beforeNs) {
        times[at] = timeNs;
        values[at] = Double.longBitsToDouble(valueBits);
        if (!is(BlockDescriptor.REGULAR_FLAG) || is(BlockDescriptor.ESCAPE_FLAG)) {
            return endNs() <= beforeNs ? readEach(times, values, at, Math.min(most, 1 + length - read)) : 1;
        }
        final int more = (int) Math.min(Math.min(most - 1, length - read), (beforeNs - 1 - timeNs) / usualNs);
        if (more <= 0) {
            return 1;
        }
        if (is(BlockDescriptor.CONSTANT_FLAG)) {
            Arrays.fill(values, at + 1, at + 1 + more, values[at]);
        } else {
            final int from = decode(more, beforeNs);
            head.kind.toDoubles(integers, from, more, head.scale, head.factor, values, at + 1);
        }
        for (int i = 1; i <= more; i++) {
            times[at + i] = timeNs + i * usualNs;
        }
        timeNs += more * usualNs;
        read += more;
        requireEnd();
        return more + 1;
    }

    private int readEach(final long[] times, final double[] values, final int at, final int count) {
        for (int i = at + 1; i < at + count; i++) {
            next();
            times[i] = timeNs;
            values[i] = Double.longBitsToDouble(valueBits);
        }
        return count;
    }

    /** Makes integers of the next residuals; where they begin. */
    private int decode(final int more, final long beforeNs) {
        if (is(BlockDescriptor.PLAIN_FLAG) && read == 1 && !isDecoded) {
            decodeTwo(beforeNs);
        }
        final int from = isDecoded ? read - 1 : 0;
        if (!isDecoded) {
            decode(more);
        }
        if (head.isTwice) {
            difference = addUp(integers, from, more, difference);
        } else {
            difference = integers[from + more - 1];
        }
        integer = addUp(integers, from, more, integer);
        return from;
    }

    private void decode(final int more) {
        if (more > integers.length) {
            integers = new long[ChunkDescriptor.MAX_POINTS];
        }
        if (is(BlockDescriptor.PLAIN_FLAG)) {
            valueResiduals.decodePlain(integers, more);
        } else {
            for (int i = 0; i < more; i++) {
                integers[i] = valueResiduals.decode();
            }
        }
    }

    /** Decodes the block in hand and the next together, if that is like this one, and all of it before a time. */
    private void decodeTwo(final long beforeNs) {
        if (isSummed || isLast() || size > BlockDescriptor.POINTS) {
            return;
        }
        final int here = reader.index();
        final int nextLength = Math.min(size, head.count - (block + 1) * size);
        reader.moveTo(behind);
        final int nextFlags = reader.nextByte();
        final long bytes = reader.number();
        final long nextNs = timeOf(nextFlags);
        if ((nextFlags & ALIKE) == (BlockDescriptor.REGULAR_FLAG | BlockDescriptor.PLAIN_FLAG)
                && nextNs + nextLength * usualNs <= beforeNs) {
            reader.signed();
            passSums(nextFlags);
            if (bytes >= 0 && bytes <= reader.end() - reader.index()) {
                ahead.decode(block + 1, nextLength - 1, reader, (int) bytes, valueResiduals, integers, length - 1);
                isDecoded = true;
            }
        }
        reader.moveTo(here);
    }

    /** Makes numbers of what each is more than the one before; the last. */
    private static long addUp(final long[] differences, final int from, final int count, final long first) {
        long number = first;
        for (int i = from; i < from + count; i++) {
            number += differences[i];
            differences[i] = number;
        }
        return number;
    }

    long timeNs() {
        return timeNs;
    }

    long valueBits() {
        return valueBits;
    }

    private boolean is(final int flag) {
        return (flags & flag) != 0;
    }

    private boolean isLast() {
        return (block + 1) * size >= head.count;
    }

    private double real(final long number) {
        return Double.longBitsToDouble(head.kind.bits(number, head.scale, head.factor));
    }

    private long timeOf(final int flagsOfBlock) {
        final long expectedNs = blockNs + length * usualNs;
        return (flagsOfBlock & BlockDescriptor.EXPECTED_FLAG) != 0
                ? expectedNs
                : expectedNs + reader.signed() * head.unit;
    }

    private boolean openNext() {
        if (block >= 0 && isLast()) {
            return false;
        }
        reader.moveTo(behind);
        flags = reader.nextByte();
        final long bytes = reader.number();
        blockNs = timeOf(flags);
        first += reader.signed();
        block++;
        length = Math.min(size, head.count - block * size);
        sumsAt = reader.index();
        passSums(flags);
        if (bytes < 0 || bytes > reader.end() - reader.index()) {
            throw new ChunkException(
                    "chunk: " + bytes + " bytes (expected: 0-" + (reader.end() - reader.index()) + ")");
        }
        behind = reader.index() + (int) bytes;
        openPoints();
        takeAhead();
        read = 1;
        requireEnd();
        return true;
    }

    private void takeAhead() {
        isDecoded = ahead.isOf(block);
        if (isDecoded) {
            integers = ahead.exchange(integers);
        }
    }

    private void passSums(final int flagsOfBlock) {
        if ((flagsOfBlock & (BlockDescriptor.CONSTANT_FLAG | BlockDescriptor.BARE_FLAG)) != 0) {
            return;
        }
        if ((flagsOfBlock & BlockDescriptor.DOUBLES_FLAG) != 0) {
            if (reader.number() > 0) {
                reader.pass(5 * Double.BYTES);
            }
        } else {
            reader.number();
            reader.number();
            reader.number();
            reader.number();
        }
    }

    private void openPoints() {
        final boolean isCoded = !is(BlockDescriptor.REGULAR_FLAG)
                || is(BlockDescriptor.ESCAPE_FLAG)
                || (flags & (BlockDescriptor.CONSTANT_FLAG | BlockDescriptor.PLAIN_FLAG)) == 0;
        final int rawLength = isCoded ? reader.length() : behind - reader.index();
        final int codedAt = reader.index() + rawLength;
        if (codedAt > behind) {
            throw new ChunkException("chunk: " + rawLength + " raw bytes beyond their block");
        }
        raw.wrap(reader.buffer(), reader.index(), rawLength, reader.end());
        if (isCoded) {
            coder.wrap(reader.buffer(), codedAt, behind - codedAt);
        }
        timeResiduals.start();
        valueResiduals.start();
        timeNs = blockNs;
        step = usual;
        integer = first;
        difference = 0;
        valueBits = is(BlockDescriptor.ESCAPE_FLAG) && valueResiduals.isEscaped()
                ? raw.read(Long.SIZE)
                : head.kind.bits(integer, head.scale, head.factor);
    }

    private void readValue() {
        if (is(BlockDescriptor.ESCAPE_FLAG) && valueResiduals.isEscaped()) {
            valueBits = raw.read(Long.SIZE);
            return;
        }
        if (!is(BlockDescriptor.CONSTANT_FLAG)) {
            final long residual = nextResidual();
            difference = head.isTwice ? difference + residual : residual;
            integer += difference;
        }
        valueBits = head.kind.bits(integer, head.scale, head.factor);
    }

    private long nextResidual() {
        if (isDecoded) {
            return integers[read - 1];
        }
        return is(BlockDescriptor.PLAIN_FLAG) ? valueResiduals.decodePlain() : valueResiduals.decode();
    }

    private void requireEnd() {
        if (read == length && isLast() && timeNs != head.lastNs) {
            throw new ChunkException("chunk: ends at " + timeNs + " ns (expected: " + head.lastNs + ")");
        }
    }
}
