package leela.engine.batch;

import leela.engine.chunk.ShortDecimal;

/**
 * Points in the order they came, packed as {@link PointTag} says: those that a write takes along, and those behind
 * them. Each of the two is a ring of blocks. A run begins behind each sealing, since what was before it will be gone.
 * Thread: under the lock of {@link HeadTable}.
 * Memory: 48 bytes, which a {@link Head} has in itself; its points are in {@link PointBlocks}.
 * Units: times in steps of the storage resolution.
 */
class PointChain {

    // the last block of each ring
    private int sealedBlock = PointBlocks.NONE;
    private int openBlock = PointBlocks.NONE;
    private int sealed;
    private int count;
    // where the open run ends in its last block, and what its next point is told by
    private long lastTime;
    private long lastBits;
    private int lastStep;
    private byte end;
    private byte scale;

    /** Points held, sealed ones too. */
    final int count() {
        return count;
    }

    /** Points that no write in hand takes along. */
    final int unsealed() {
        return count - sealed;
    }

    /** Whether a write in hand takes no points of it along. */
    final boolean isUnsealed() {
        return sealed == 0;
    }

    /** Nothing has changed if there is no memory for it. */
    final void add(final PointBlocks blocks, final long time, final long bits) {
        if (openBlock == PointBlocks.NONE) {
            begin(blocks);
        }
        final long step = time - lastTime;
        final long late = PointTag.zigzag(step - lastStep);
        final int timeCode = PointTag.timeCode(PointTag.bytesOf(late));
        final int timeBytes = PointTag.timeBytes(timeCode);
        final long differing = bits ^ lastBits;
        final boolean isHigh = Long.numberOfTrailingZeros(differing) >= PointTag.HIGH_SHIFT;
        long value = isHigh ? differing >>> PointTag.HIGH_SHIFT : differing;
        int valueBytes = PointTag.bytesOf(value);
        int code = (isHigh ? PointTag.HIGH : PointTag.LOW) + valueBytes;
        int newScale = scale;
        if (differing == 0) {
            code = PointTag.SAME;
        } else {
            final int fitting = scaleOf(bits);
            final long more = fitting == ShortDecimal.NONE ? 0 : moreThanLast(bits, fitting);
            // what rounds to the same integer, and is none itself, has no bytes
            if (more != 0 && PointTag.bytesOf(more) <= Math.min(valueBytes, PointTag.MOST_DECIMAL)) {
                value = more;
                valueBytes = PointTag.bytesOf(more);
                code = PointTag.DECIMAL + valueBytes;
                if (fitting != scale) {
                    value = more << Byte.SIZE | (long) fitting << PointTag.SCALE_SHIFT | valueBytes;
                    valueBytes++;
                    code = PointTag.SCALE;
                    newScale = fitting;
                }
            }
        }
        final int bytes = 1 + timeBytes + valueBytes;
        final int at = roomFor(blocks, bytes);
        final long tag = (long) timeCode << PointTag.TIME_SHIFT | code;
        if (bytes <= Long.BYTES) {
            final long behindTag = late | value << timeBytes * Byte.SIZE;
            blocks.put(openBlock, at, tag | behindTag << Byte.SIZE, bytes);
        } else {
            blocks.put(openBlock, at, tag, 1);
            blocks.put(openBlock, at + 1, late, timeBytes);
            if (valueBytes > 0) {
                blocks.put(openBlock, at + 1 + timeBytes, value, valueBytes);
            }
        }
        end = (byte) (at + bytes);
        lastTime = time;
        lastStep = PointTag.kept(step);
        lastBits = bits;
        scale = (byte) newScale;
        count++;
    }

    /** The scale of the last point if it fits, or the least above that does, or none. */
    private int scaleOf(final long bits) {
        return ShortDecimal.isExact(bits, scale) ? scale : ShortDecimal.digits(bits, scale + 1);
    }

    private long moreThanLast(final long bits, final int digits) {
        return PointTag.zigzag(ShortDecimal.integer(bits, digits) - ShortDecimal.integer(lastBits, digits));
    }

    private void begin(final PointBlocks blocks) {
        openBlock = blocks.take();
        end = (byte) blocks.put(openBlock, 0, PointTag.BEGIN, 1);
        lastTime = 0;
        lastStep = 0;
        lastBits = 0;
        scale = 0;
    }

    /** Where the next point goes: in the last block, or in one behind it. */
    private int roomFor(final PointBlocks blocks, final int bytes) {
        if (end + bytes <= PointBlocks.BYTES) {
            return end;
        }
        final int block = blocks.take();
        end(blocks);
        blocks.join(openBlock, block);
        openBlock = block;
        return 0;
    }

    /** Nothing more goes into the last block. */
    private void end(final PointBlocks blocks) {
        if (end < PointBlocks.BYTES) {
            blocks.put(openBlock, end, PointTag.END, 1);
        }
    }

    /** Copies all points from {@code fromNs} to {@code toNs}, in the order they came. */
    final void copyTo(final PointBlocks blocks, final PointList list, final long fromNs, final long toNs) {
        list.expect(count);
        blocks.copy(sealedBlock, sealed, list, fromNs, toNs);
        blocks.copy(openBlock, count - sealed, list, fromNs, toNs);
    }

    /** A write takes along all points that are here now. */
    final void seal(final PointBlocks blocks) {
        if (sealed < count) {
            end(blocks);
            if (sealedBlock != PointBlocks.NONE) {
                blocks.join(sealedBlock, openBlock);
            }
            sealedBlock = openBlock;
            openBlock = PointBlocks.NONE;
            sealed = count;
        }
    }

    /** What the sealed points cost. */
    final long sealedBytes(final PointBlocks blocks) {
        return sealed == 0 ? 0 : blocks.bytes(sealedBlock);
    }

    /** Copies the sealed points, in the order they came. */
    final void copySealed(final PointBlocks blocks, final PointList list) {
        if (sealed > 0) {
            blocks.fetch(sealedBlock);
            blocks.copy(sealedBlock, sealed, list, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    /** The sealed points are with the store. */
    final void release(final PointBlocks blocks) {
        if (sealed > 0) {
            blocks.give(sealedBlock);
            sealedBlock = PointBlocks.NONE;
            count -= sealed;
            sealed = 0;
        }
    }
}
