package leela.io.http.intake;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Tells one body from another, so that a client which asks again need not be sent the same (RFC 9110, 8.8.3).
 * Thread: any; stateless.
 */
public final class EntityTag {

    private EntityTag() {}

    /** Names the body in the headers of its answer; whether the client has it already. */
    public static boolean isKnown(
            final HttpRequest request, final ByteBuf body, final Map<CharSequence, String> headers) {
        final String tag = of(body);
        headers.put(HttpHeaderNames.ETAG, tag);
        return isNamedIn(request.headers().get(HttpHeaderNames.IF_NONE_MATCH), tag);
    }

    /** Of a body that stays as it is. */
    public static String of(final ByteBuf body) {
        final HexFormat hex = HexFormat.of();
        return "W/\"" + hex.toHexDigits(sum(body, new CRC32())) + hex.toHexDigits(sum(body, new CRC32C())) + '"';
    }

    /** Whether a header {@code If-None-Match} names the tag; null stands for none. */
    public static boolean isNamedIn(final String header, final String tag) {
        if (header == null) {
            return false;
        }
        for (final String named : header.split(",")) {
            if (named.strip().equals("*") || named.strip().equals(tag) || ("W/" + named.strip()).equals(tag)) {
                return true;
            }
        }
        return false;
    }

    private static int sum(final ByteBuf body, final Checksum sum) {
        sum.update(body.nioBuffer());
        return (int) sum.getValue();
    }
}
