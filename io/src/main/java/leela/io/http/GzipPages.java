package leela.io.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Pages of others, packed where they are made: by a worker, so that the loop goes on meanwhile.
 * Thread: one at a time, as the pages'.
 * Memory: zlib's 256 KiB while an answer is under way.
 */
final class GzipPages implements Pages {

    static final String GZIP = "gzip";

    /** Whatever its weight, unless that is 0 (RFC 9110, 12.5.3). */
    private static final Pattern TAKEN = Pattern.compile(
            "\\s*(x-)?gzip\\s*(;\\s*q=(1(\\.0*)?|0?\\.0*[1-9]\\d*))?\\s*|\\s*\\*\\s*", Pattern.CASE_INSENSITIVE);

    /** What is shorter gains nothing. */
    private static final int FROM_BYTES = 1024;

    private static final int BUFFER = 8192;

    private final Pages pages;
    private final Target target = new Target();
    private GZIPOutputStream gzip;

    GzipPages(final Pages pages) {
        this.pages = pages;
    }

    /** Whether a client that sends these {@code Accept-Encoding} unpacks it. */
    static boolean isTaken(final List<String> accepted) {
        for (final String one : accepted) {
            if (one.equals(GZIP)) {
                return true;
            }
            for (final String encoding : one.split(",")) {
                if (TAKEN.matcher(encoding).matches()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public String contentType() {
        return pages.contentType();
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return pages.caching();
    }

    @Override
    public boolean isComputed() {
        return pages.isComputed();
    }

    /** Known from the first page on. */
    @Override
    public String encoding() {
        return gzip == null ? "" : GZIP;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        final ByteBuf page = out.alloc().heapBuffer(HttpLimits.PAGE_CAPACITY);
        try {
            final boolean hasMore = pages.appendTo(page);
            if (hasMore && !page.isReadable()) {
                return true;
            }
            if (gzip == null && !hasMore && page.readableBytes() < FROM_BYTES) {
                out.writeBytes(page);
            } else {
                pack(page, hasMore, out);
            }
            return hasMore;
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            target.out = null;
            page.release();
        }
    }

    private void pack(final ByteBuf page, final boolean hasMore, final ByteBuf out) throws IOException {
        target.out = out;
        if (gzip == null) {
            gzip = new FastGzip(target);
        }
        page.readBytes(gzip, page.readableBytes());
        if (hasMore) {
            gzip.flush();
        } else {
            gzip.finish();
        }
    }

    /** All of {@code content}, packed and released, where that is worth it; else itself. */
    static ByteBuf pack(final ByteBuf content) {
        if (content.readableBytes() < FROM_BYTES) {
            return content;
        }
        final Target target = new Target();
        target.out = content.alloc().buffer();
        try (GZIPOutputStream gzip = new FastGzip(target)) {
            content.readBytes(gzip, content.readableBytes());
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            content.release();
        }
        return target.out;
    }

    @Override
    public void close() {
        try (pages) {
            if (gzip != null) {
                gzip.close();
            }
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** zlib's fastest level: numbers in ascending time shrink well at any. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(final OutputStream out) throws IOException {
            super(out, BUFFER, true);
            def.setLevel(1);
        }
    }

    /** The page in hand; there is none for what the end of an answer that was cut short would add. */
    private static final class Target extends OutputStream {
        private ByteBuf out;

        @Override
        public void write(final int b) {
            if (out != null) {
                out.writeByte(b);
            }
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) {
            if (out != null) {
                out.writeBytes(bytes, offset, length);
            }
        }
    }
}
