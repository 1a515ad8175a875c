package leela.io.http;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Undoes the {@code Content-Encoding} of a request's body.
 * Thread: any; stateless.
 * Memory: the body unpacked, at most max_body.
 * Errors: 415 for an encoding that is not known, 413 for a body that unpacks to more than the bound, 400 for one that
 * is broken.
 */
final class BodyEncoding {

    private static final int DEFLATED = 8;
    private static final int FRAME_CHECK = 31;

    private BodyEncoding() {}

    /** Whether it is plain, or is unpacked, or found to be broken, in less than a millisecond. */
    static boolean isQuick(final ByteBuf body, final String encoding) {
        if (encoding == null) {
            return true;
        }
        final int length = body.readableBytes();
        if (!encoding.strip().equalsIgnoreCase("snappy") || length > HttpLimits.QUICK) {
            return false;
        }
        try {
            return length == 0
                    || SnappyDecompressor.getUncompressedLength(body.array(), body.arrayOffset() + body.readerIndex())
                            <= HttpLimits.QUICK;
        } catch (final MalformedInputException broken) {
            return true;
        }
    }

    /** The body as it was meant, on the heap: {@code body} itself where it came plain. */
    static ByteBuf decode(final ByteBuf body, final String encoding, final int maxBody) {
        try {
            return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
                case "", "identity" -> body;
                case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteBufInputStream(body)), maxBody);
                case "deflate" ->
                    read(new InflaterInputStream(new ByteBufInputStream(body), new Inflater(!hasFrame(body))), maxBody);
                case "snappy" -> readSnappy(body, maxBody);
                default ->
                    throw new HttpRefusal(
                            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Encoding: " + encoding + " (expected: gzip, deflate, snappy or none)");
            };
        } catch (final ZipException | EOFException | MalformedInputException broken) {
            throw HttpRefusal.badRequest("body: it is not " + encoding + ", as Content-Encoding says");
        } catch (final IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A block, whose length stands before it. */
    private static ByteBuf readSnappy(final ByteBuf body, final int maxBody) {
        final byte[] packed = body.array();
        final int offset = body.arrayOffset() + body.readerIndex();
        final int length = body.readableBytes();
        if (length == 0) {
            throw new MalformedInputException(0);
        }
        final int declared = SnappyDecompressor.getUncompressedLength(packed, offset);
        if (declared > maxBody) {
            throw ConnectionContext.tooLarge(maxBody);
        }
        final byte[] bytes = new byte[declared];
        final int written = new SnappyDecompressor().decompress(packed, offset, length, bytes, 0, declared);
        return Unpooled.wrappedBuffer(bytes, 0, written);
    }

    /** RFC 9110 asks for zlib's frame around deflate (RFC 1950, 2.2); some clients leave it out. */
    private static boolean hasFrame(final ByteBuf body) {
        return body.readableBytes() >= 2
                && (body.getByte(body.readerIndex()) & 0xf) == DEFLATED
                && body.getUnsignedShort(body.readerIndex()) % FRAME_CHECK == 0;
    }

    private static ByteBuf read(final InputStream unpacked, final int maxBody) throws IOException {
        try (unpacked) {
            final byte[] bytes = unpacked.readNBytes(maxBody + 1);
            if (bytes.length > maxBody) {
                throw ConnectionContext.tooLarge(maxBody);
            }
            return Unpooled.wrappedBuffer(bytes);
        }
    }
}
