package leela.io.http.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, packed once.
 * Thread: any; never write to its bytes.
 *
 * @param path        where it is asked for
 * @param contentType what it is
 * @param plain       its bytes
 * @param packed      the same, by gzip
 */
@SuppressWarnings("ArrayRecordComponent") // two files are never compared
public record PageFile(String path, String contentType, byte[] plain, byte[] packed) {

    /** A file with these bytes, taken over; what it is, its name tells. */
    public static PageFile of(final String path, final byte[] bytes) {
        return new PageFile(path, typeOf(path), bytes, pack(bytes));
    }

    private static String typeOf(final String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/html; charset=utf-8";
        };
    }

    private static byte[] pack(final byte[] bytes) {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new BestGzip(packed)) {
            gzip.write(bytes);
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static final class BestGzip extends GZIPOutputStream {
        private BestGzip(final ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
