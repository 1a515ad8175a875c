package leela.io.http.prometheus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.zip.CRC32C;
import leela.io.http.AnswerHeaders;
import leela.io.http.HttpLimits;
import leela.io.http.Pages;

/**
 * The answer as a stream of chunks: frames of one series each, several for a long one.
 *
 * <pre>
 *   frame                length (varint), CRC-32C (4 bytes, big-endian), ChunkedReadResponse
 *   ChunkedReadResponse  1: ChunkedSeries  2: number of the query
 *   ChunkedSeries        1: Label…  2: Chunk…
 *   Chunk                1: first ms  2: last ms  3: encoding (1 XOR)  4: bytes
 * </pre>
 *
 * Thread: one at a time.
 * Memory: a page and a frame.
 */
final class ChunkFramePages implements Pages {

    /** Points that one request may read, as many as other streamed answers. */
    static final long MOST_POINTS = 500_000_000;

    private static final int POINTS_A_PAGE = 1 << 16;
    /** A frame ends behind this many bytes of chunks, as Prometheus' own do. */
    private static final int FRAME_BYTES = 1 << 20;

    private static final int XOR = 1;

    private final RemoteRead read;
    private final XorChunk chunk = new XorChunk();
    private final CRC32C check = new CRC32C();
    private final ByteBuf chunks = Unpooled.buffer(0, 2 * FRAME_BYTES);
    private boolean isSearching = true;
    private int query;
    private int series = -1;
    private SamplePoints points;

    ChunkFramePages(final RemoteRead read) {
        this.read = read;
    }

    @Override
    public String contentType() {
        return "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";
    }

    @Override
    public AnswerHeaders.Caching caching() {
        return AnswerHeaders.Caching.NEVER;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (isSearching) {
            isSearching = read.search();
            return true;
        }
        final long most = read.points() + POINTS_A_PAGE;
        while (out.readableBytes() < HttpLimits.PAGE_BYTES && read.points() < most) {
            if (points == null && !openNext()) {
                return false;
            }
            advance(out);
        }
        return true;
    }

    /** Begins with the next series; false behind the last. */
    private boolean openNext() {
        series++;
        while (query < read.queries() && series >= read.series(query).size()) {
            query++;
            series = 0;
        }
        if (query == read.queries()) {
            return false;
        }
        points = read.open(query, inHand());
        return true;
    }

    private FoundSeries inHand() {
        final List<FoundSeries> all = read.series(query);
        return all.get(series);
    }

    private void advance(final ByteBuf out) {
        final int count = points.read();
        read.onRead(Math.max(1, count));
        if (count > 0 && read.isOfLabels(query)) {
            frame(out);
            end();
            return;
        }
        for (int i = 0; i < count; i++) {
            chunk.add(points.timeMs(i), points.value(i));
            if (chunk.isFull()) {
                endChunk(out);
            }
        }
        read.onServed(Math.max(0, count));
        if (count < 0) {
            endChunk(out);
            if (chunks.isReadable()) {
                frame(out);
            }
            end();
        }
    }

    private void end() {
        points.close();
        points = null;
    }

    private void endChunk(final ByteBuf out) {
        if (chunk.isEmpty()) {
            return;
        }
        final int before = chunks.capacity();
        final long bytes = MessageWriter.numberBytes(chunk.firstMs())
                + MessageWriter.numberBytes(chunk.lastMs())
                + MessageWriter.numberBytes(XOR)
                + MessageWriter.fieldBytes(chunk.length());
        MessageWriter.head(chunks, 2, bytes);
        MessageWriter.number(chunks, 1, chunk.firstMs());
        MessageWriter.number(chunks, 2, chunk.lastMs());
        MessageWriter.number(chunks, 3, XOR);
        MessageWriter.head(chunks, 4, chunk.length());
        chunk.appendTo(chunks);
        chunk.clear();
        read.memory().take(chunks.capacity() - before);
        if (chunks.readableBytes() >= FRAME_BYTES) {
            frame(out);
        }
    }

    private void frame(final ByteBuf out) {
        final byte[] labels = inHand().labels();
        final long seriesBytes = (long) labels.length + chunks.readableBytes();
        final long queryBytes = query == 0 ? 0 : MessageWriter.numberBytes(query);
        final long bytes = MessageWriter.fieldBytes(seriesBytes) + queryBytes;
        MessageWriter.varint(out, bytes);
        final int checkAt = out.writerIndex();
        out.writeInt(0);
        MessageWriter.head(out, 1, seriesBytes);
        out.writeBytes(labels).writeBytes(chunks);
        if (query > 0) {
            MessageWriter.number(out, 2, query);
        }
        check.reset();
        check.update(out.nioBuffer(checkAt + Integer.BYTES, (int) bytes));
        out.setInt(checkAt, (int) check.getValue());
        chunks.clear();
    }

    @Override
    public void close() {
        if (points != null) {
            end();
        }
        read.close();
    }
}
