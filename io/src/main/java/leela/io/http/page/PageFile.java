package leela.io.http.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, packed once, when it is first asked for: few starts are for the page, and packing all of it took
 * a twelfth of one.
 * Thread: the loop's.
 * Memory: its bytes, plain and packed; never write to them.
 */
public final class PageFile {

    private final String path;
    private final String contentType;
    private final byte[] plain;
    private byte[] packed;

    private PageFile(final String path, final byte[] plain) {
        this.path = path;
        contentType = typeOf(path);
        this.plain = plain;
    }

    /** A file with these bytes, taken over; what it is, its name tells. */
    public static PageFile of(final String path, final byte[] bytes) {
        return new PageFile(path, bytes);
    }

    /** Where it is asked for. */
    String path() {
        return path;
    }

    /** What it is. */
    String contentType() {
        return contentType;
    }

    byte[] plain() {
        return plain;
    }

    /** The same, by gzip. */
    byte[] packed() {
        if (packed == null) {
            packed = pack(plain);
        }
        return packed;
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
