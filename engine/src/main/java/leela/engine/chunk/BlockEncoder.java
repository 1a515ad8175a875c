package leela.engine.chunk;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the blocks of a chunk: {@link BlockDescriptor} has the layout.
 * Thread: its encoder's.
 * Memory: writes into arrays of its encoder.
 */
final class BlockEncoder {

    /** Where fewer than one value in so many stays the same, it is not told apart. */
    private static final int RARE_ZEROS = 8;

    /** As many times the distance of two points as a chunk has is then a long. */
    private static final long LONGEST_NS = 1L << 50;

    private final RangeEncoder coder;
    private final BitWriter raw;
    private final byte[] codedBytes;
    private final byte[] rawBytes;
    private final ResidualEncoder timeResiduals;
    private final ResidualEncoder valueResiduals;

    private long[] times;
    private long[] bits;
    /** What index of the arrays stands for the first of the integers. */
    private int base;

    private ScaledValues scaled;
    private long unit;
    private long usual;
    private MutableDirectBuffer buffer;
    private int index;

    BlockEncoder(
            final RangeEncoder coder,
            final BitWriter raw,
            final byte[] codedBytes,
            final byte[] rawBytes,
            final ResidualEncoder timeResiduals,
            final ResidualEncoder valueResiduals) {
        this.coder = coder;
        this.raw = raw;
        this.codedBytes = codedBytes;
        this.rawBytes = rawBytes;
        this.timeResiduals = timeResiduals;
        this.valueResiduals = valueResiduals;
    }

    /** Whether the points can be told in blocks: times ascend, and nothing reckoned with them wraps. */
    static boolean takes(final long[] timesNs, final int from, final int count) {
        for (int i = from + 1; i < from + count; i++) {
            if (timesNs[i] <= timesNs[i - 1]) {
                return false;
            }
        }
        final long first = timesNs[from];
        final long last = timesNs[from + count - 1];
        return first > -ChunkEncoder.WRAPLESS && last < ChunkEncoder.WRAPLESS && last - first < LONGEST_NS;
    }

    /** The distance that most have, if most have one. */
    static long usualStep(final long[] timesNs, final int from, final int count, final long unit) {
        long candidate = 0;
        int votes = 0;
        for (int i = from + 1; i < from + count; i++) {
            final long step = timesNs[i] - timesNs[i - 1];
            if (votes == 0) {
                candidate = step;
            }
            votes += step == candidate ? 1 : -1;
        }
        return candidate / unit;
    }

    /** Writes size, step and blocks of {@code count} points behind the head of a chunk; the index behind them. */
    int encode(
            final long[] timesNs,
            final long[] valueBits,
            final int from,
            final int count,
            final ScaledValues values,
            final long newUnit,
            final MutableDirectBuffer out,
            final int offset) {
        times = timesNs;
        bits = valueBits;
        base = from;
        scaled = values;
        unit = newUnit;
        usual = usualStep(timesNs, from, count, newUnit);
        buffer = out;
        index = offset;
        final boolean isOne = isRegular(0, count) && isConstant(0, count);
        final int size = isOne ? ChunkDescriptor.MAX_POINTS : BlockDescriptor.POINTS;
        putNumber(size);
        putNumber(usual);
        long expectedNs = timesNs[from];
        long integer = 0;
        for (int start = 0; start < count; start += size) {
            final int end = Math.min(count, start + size);
            putBlock(start, end, expectedNs, integer);
            expectedNs = timesNs[from + start] + (end - start) * usual * unit;
            integer = scaled.integers[start];
        }
        return index;
    }

    private void putBlock(final int start, final int end, final long expectedNs, final long integer) {
        final boolean isRegular = isRegular(start, end);
        final boolean hasEscapes = hasEscapes(start, end);
        final boolean isConstant = isConstant(start, end);
        final boolean isPlain = !isConstant && zeros(start, end) * RARE_ZEROS < end - start;
        final boolean isBare = end - start < BlockDescriptor.SUMMED;
        final boolean isSummedAsDoubles = !isBare && !isConstant && (hasEscapes || !isSummable(start, end));
        final boolean isCoded = !isRegular || hasEscapes || !isConstant && !isPlain;
        final long gap = (times[base + start] - expectedNs) / unit;
        raw.start();
        coder.start();
        encodePoints(start, end, isRegular, hasEscapes, isConstant, isPlain);
        final int rawLength = raw.finish();
        final int codedLength = isCoded ? coder.finish() : 0;
        buffer.putByte(index++, (byte) ((isRegular ? BlockDescriptor.REGULAR_FLAG : 0)
                | (gap == 0 ? BlockDescriptor.EXPECTED_FLAG : 0)
                | (isConstant ? BlockDescriptor.CONSTANT_FLAG : 0)
                | (isPlain ? BlockDescriptor.PLAIN_FLAG : 0)
                | (hasEscapes ? BlockDescriptor.ESCAPE_FLAG : 0)
                | (isSummedAsDoubles ? BlockDescriptor.DOUBLES_FLAG : 0)
                | (isBare ? BlockDescriptor.BARE_FLAG : 0)));
        putNumber(rawLength + codedLength + (isCoded ? VarInt.length(rawLength) : 0));
        if (gap != 0) {
            putSigned(gap);
        }
        putSigned(scaled.integers[start] - integer);
        if (isSummedAsDoubles) {
            putDoubleSums(start, end);
        } else if (!isConstant && !isBare) {
            putIntegerSums(start, end);
        }
        if (isCoded) {
            putNumber(rawLength);
        }
        buffer.putBytes(index, rawBytes, 0, rawLength);
        buffer.putBytes(index + rawLength, codedBytes, 0, codedLength);
        index += rawLength + codedLength;
    }

    private void encodePoints(
            final int start,
            final int end,
            final boolean isRegular,
            final boolean hasEscapes,
            final boolean isConstant,
            final boolean isPlain) {
        final long[] integers = scaled.integers;
        timeResiduals.start();
        valueResiduals.start();
        long lastStep = usual;
        long lastDifference = 0;
        for (int i = start; i < end; i++) {
            if (i > start && !isRegular) {
                final long step = (times[base + i] - times[base + i - 1]) / unit;
                timeResiduals.encode(step - lastStep);
                lastStep = step;
            }
            if (hasEscapes) {
                valueResiduals.escape(scaled.escaped[i], bits[base + i]);
                if (scaled.escaped[i]) {
                    continue;
                }
            }
            if (i > start && !isConstant) {
                final long difference = integers[i] - integers[i - 1];
                final long residual = scaled.isTwice() ? difference - lastDifference : difference;
                if (isPlain) {
                    valueResiduals.encodePlain(residual);
                } else {
                    valueResiduals.encode(residual);
                }
                lastDifference = difference;
            }
        }
    }

    private boolean isRegular(final int start, final int end) {
        for (int i = start + 1; i < end; i++) {
            if (times[base + i] - times[base + i - 1] != usual * unit) {
                return false;
            }
        }
        return true;
    }

    private boolean hasEscapes(final int start, final int end) {
        if (scaled.hasEscapes()) {
            for (int i = start; i < end; i++) {
                if (scaled.escaped[i]) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isConstant(final int start, final int end) {
        for (int i = start; i < end; i++) {
            if (bits[base + i] != bits[base + start] || scaled.escaped[i]) {
                return false;
            }
        }
        return true;
    }

    private int zeros(final int start, final int end) {
        final long[] integers = scaled.integers;
        int zeros = 0;
        long lastDifference = 0;
        for (int i = start + 1; i < end; i++) {
            final long difference = integers[i] - integers[i - 1];
            zeros += (scaled.isTwice() ? difference - lastDifference : difference) == 0 ? 1 : 0;
            lastDifference = difference;
        }
        return zeros;
    }

    private boolean isSummable(final int start, final int end) {
        if (scaled.kind() == ValueScale.BITS) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (Math.abs(scaled.integers[i]) >= BlockDescriptor.SUMMABLE) {
                return false;
            }
        }
        return true;
    }

    private void putIntegerSums(final int start, final int end) {
        final long[] integers = scaled.integers;
        final long first = integers[start];
        long least = first;
        long most = first;
        long sum = 0;
        for (int i = start; i < end; i++) {
            least = Math.min(least, integers[i]);
            most = Math.max(most, integers[i]);
            sum += integers[i] - first;
        }
        putNumber(first - least);
        putNumber(most - first);
        putSigned(integers[end - 1] - first);
        putSigned(sum);
    }

    private void putDoubleSums(final int start, final int end) {
        int count = 0;
        double least = 0;
        double most = 0;
        double sum = 0;
        double first = 0;
        double last = 0;
        for (int i = start; i < end; i++) {
            final double value = Double.longBitsToDouble(bits[base + i]);
            if (Double.isFinite(value)) {
                first = count == 0 ? value : first;
                least = count == 0 ? value : Math.min(least, value);
                most = count == 0 ? value : Math.max(most, value);
                sum = count == 0 ? value : sum + value;
                last = value;
                count++;
            }
        }
        putNumber(count);
        if (count > 0) {
            putReal(least);
            putReal(most);
            putReal(sum);
            putReal(first);
            putReal(last);
        }
    }

    private void putReal(final double value) {
        buffer.putDouble(index, value, ByteOrder.LITTLE_ENDIAN);
        index += Double.BYTES;
    }

    private void putNumber(final long number) {
        index = VarInt.put(buffer, index, number);
    }

    private void putSigned(final long number) {
        putNumber(VarInt.zigzag(number));
    }
}
