package leela.engine.chunk;

import org.agrona.MutableDirectBuffer;

/**
 * Compresses points of one series into a chunk: {@link ChunkDescriptor} has the layout.
 * Thread: its owner's.
 * Memory: about 0.6 MiB at construction; nothing per chunk.
 * Units: times ns, values as a double's bits; any of both, in any order, survive.
 * Errors: more than {@link ChunkDescriptor#MAX_POINTS} points, or none, are refused.
 */
public final class ChunkEncoder {

    static final long WRAPLESS = 1L << 62;
    /** Below this many bits a difference, looking for decimals is not worth its time. */
    private static final int GOOD_ENOUGH = 3;

    private final byte[] codedBytes = new byte[ChunkDescriptor.maxLength(ChunkDescriptor.MAX_POINTS)];
    private final byte[] rawBytes = new byte[ChunkDescriptor.maxLength(ChunkDescriptor.MAX_POINTS)];
    private final RangeEncoder coder = new RangeEncoder(codedBytes);
    private final BitWriter raw = new BitWriter(rawBytes);
    private final ResidualEncoder timeResiduals = new ResidualEncoder(coder, raw);
    private final ResidualEncoder valueResiduals = new ResidualEncoder(coder, raw);
    private final BlockEncoder blocks =
            new BlockEncoder(coder, raw, codedBytes, rawBytes, timeResiduals, valueResiduals);
    private ScaledValues best = new ScaledValues();
    private ScaledValues rival = new ScaledValues();

    private MutableDirectBuffer buffer;
    private int index;

    /**
     * Writes {@code count} points, from the arrays' index {@code from}, as a chunk at {@code offset}; its length.
     * There must be room for {@link ChunkDescriptor#maxLength}.
     */
    public int encode(
            final long[] timesNs,
            final long[] valueBits,
            final int from,
            final int count,
            final MutableDirectBuffer out,
            final int offset) {
        if (count < 1 || count > ChunkDescriptor.MAX_POINTS) {
            throw new IllegalArgumentException(
                    "chunk: " + count + " points (expected: 1-" + ChunkDescriptor.MAX_POINTS + ")");
        }
        final long unit = unitOf(timesNs, from, count);
        chooseScale(valueBits, from, count);
        buffer = out;
        index = offset;
        if (count >= BlockDescriptor.FEWEST && BlockEncoder.takes(timesNs, from, count)) {
            putHeader(BlockDescriptor.VERSION, timesNs[from], timesNs[from + count - 1], unit, count);
            return blocks.encode(timesNs, valueBits, from, count, best, unit, out, index) - offset;
        }
        encodeResiduals(timesNs, valueBits, from, count, unit);
        final int rawLength = raw.finish();
        final int codedLength = coder.finish();
        putHeader(ChunkDescriptor.VERSION, timesNs[from], timesNs[from + count - 1], unit, count);
        putVariable(VarInt.zigzag(best.integers[0]));
        putVariable(rawLength);
        out.putBytes(index, rawBytes, 0, rawLength);
        out.putBytes(index + rawLength, codedBytes, 0, codedLength);
        return index + rawLength + codedLength - offset;
    }

    private void encodeResiduals(
            final long[] timesNs, final long[] valueBits, final int from, final int count, final long unit) {
        final long[] integers = best.integers;
        final boolean hasEscapes = best.hasEscapes();
        final boolean isTwice = best.isTwice();
        raw.start();
        coder.start();
        timeResiduals.start();
        valueResiduals.start();
        long lastStep = 1;
        long lastDifference = 0;
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                final long step = (timesNs[from + i] - timesNs[from + i - 1]) / unit;
                timeResiduals.encode(step - lastStep);
                lastStep = step;
            }
            if (hasEscapes) {
                valueResiduals.escape(best.escaped[i], valueBits[from + i]);
                if (best.escaped[i]) {
                    continue;
                }
            }
            final long difference = i == 0 ? 0 : integers[i] - integers[i - 1];
            if (i > 0) {
                valueResiduals.encode(isTwice ? difference - lastDifference : difference);
            }
            lastDifference = difference;
        }
    }

    private void putHeader(final int version, final long first, final long last, final long unit, final int count) {
        final int firstTens = ChunkDescriptor.tensIn(first);
        final int unitTens = ChunkDescriptor.tensIn(unit);
        putByte(version << ChunkDescriptor.VERSION_SHIFT
                | best.kind().ordinal()
                | (best.isTwice() ? ChunkDescriptor.TWICE_FLAG : 0)
                | (best.hasEscapes() && version == ChunkDescriptor.VERSION ? ChunkDescriptor.ESCAPE_FLAG : 0));
        putByte(firstTens | unitTens << 4);
        putVariable(count);
        putVariable(VarInt.zigzag(first / ChunkDescriptor.powerOfTen(firstTens)));
        putVariable(unit / ChunkDescriptor.powerOfTen(unitTens));
        putVariable(VarInt.zigzag((last - first) / unit));
        putVariable(VarInt.zigzag(best.scale()));
    }

    /** The largest number of ns that divides every step; 1 where a step could wrap around. */
    private static long unitOf(final long[] timesNs, final int from, final int count) {
        long unit = 0;
        for (int i = 0; i < count; i++) {
            final long time = timesNs[from + i];
            if (time >= WRAPLESS || time <= -WRAPLESS) {
                return 1;
            }
            final long step = i == 0 ? 0 : time - timesNs[from + i - 1];
            if (unit == 0 || step % unit != 0) {
                unit = divisorOf(unit, Math.abs(step));
            }
        }
        return unit == 0 ? 1 : unit;
    }

    private static long divisorOf(final long a, final long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            final long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    private void chooseScale(final long[] valueBits, final int from, final int count) {
        best.fitBits(valueBits, from, count);
        if (rival.fitBinary(valueBits, from, count)) {
            keepCheaper();
        }
        if (best.cost() > (long) GOOD_ENOUGH * count && rival.fitDecimal(valueBits, from, count)) {
            keepCheaper();
        }
    }

    private void keepCheaper() {
        if (rival.cost() <= best.cost()) {
            final ScaledValues cheaper = rival;
            rival = best;
            best = cheaper;
        }
    }

    private void putByte(final int value) {
        buffer.putByte(index++, (byte) value);
    }

    private void putVariable(final long value) {
        index = VarInt.put(buffer, index, value);
    }
}
