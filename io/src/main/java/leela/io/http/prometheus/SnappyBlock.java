package leela.io.http.prometheus;

import io.airlift.compress.snappy.SnappyCompressor;
import io.netty.buffer.ByteBuf;

/**
 * One block of snappy, made of parts: a part is packed by itself, and what stands before its length is the block's.
 * Thread: one at a time.
 * Memory: a packed part.
 */
final class SnappyBlock {

    private static final int MORE = 0x80;

    private final SnappyCompressor compressor = new SnappyCompressor();
    private byte[] packed = new byte[0];

    /** The head: how many bytes all parts have together, unpacked. */
    void begin(final ByteBuf out, final long length) {
        MessageWriter.varint(out, length);
    }

    /** Takes all bytes of a part, which lies on the heap. */
    void append(final ByteBuf out, final ByteBuf part) {
        final int length = part.readableBytes();
        final int most = compressor.maxCompressedLength(length);
        if (packed.length < most) {
            packed = new byte[most];
        }
        final int end = compressor.compress(
                part.array(), part.arrayOffset() + part.readerIndex(), length, packed, 0, packed.length);
        int head = 0;
        while ((packed[head] & MORE) != 0) {
            head++;
        }
        out.writeBytes(packed, head + 1, end - head - 1);
        part.clear();
    }
}
