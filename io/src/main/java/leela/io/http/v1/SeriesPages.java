package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.io.http.Envelope;
import leela.io.http.HttpCounter;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.PercentText;
import leela.io.json.JsonEncoder;

/**
 * The answer {@code {"status":200,"results":{KEY:{"series":[[t,v],…]}}}} in pages.
 * Thread: one at a time.
 * Errors: a range without rows is a 404.
 */
final class SeriesPages implements Pages {

    /** What is asked for. */
    record Query(byte[] key, TimeRange range) {}

    private final RowWriter.Source source;
    private final History history;
    private final Query query;
    private final Envelope envelope;
    private final Counters counters;
    private RowWriter rows;
    private long written;

    SeriesPages(
            final RowWriter.Source source,
            final History history,
            final Query query,
            final Envelope envelope,
            final Counters counters) {
        this.source = source;
        this.history = history;
        this.query = query;
        this.envelope = envelope;
        this.counters = counters;
    }

    @Override
    public String contentType() {
        return envelope.contentType();
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (rows == null) {
            begin(out);
        }
        final int start = out.writerIndex();
        if (written > 0) {
            out.writeByte(',');
        }
        final long writtenBefore = written;
        final boolean hasMore = appendRows(out);
        // behind the last row stands a comma too many; without a new row, the one before it is
        out.writerIndex(written > writtenBefore ? out.writerIndex() - 1 : start);
        counters.add(HttpCounter.ROWS_SERVED, written - writtenBefore);
        if (!hasMore) {
            end(out);
        }
        return hasMore;
    }

    private boolean appendRows(final ByteBuf out) {
        while (out.readableBytes() < HttpLimits.PAGE_BYTES) {
            final int count = rows.appendTo(out);
            if (count == RowWriter.END) {
                return false;
            }
            written += count;
        }
        return true;
    }

    private void begin(final ByteBuf out) {
        rows = source.open(history, query.key, query.range);
        envelope.begin(out, HttpResponseStatus.OK);
        out.writeByte('{');
        JsonEncoder.string(out, PercentText.utf8(query.key));
        ByteBufUtil.writeAscii(out, ":{\"series\":[");
    }

    private void end(final ByteBuf out) {
        if (written == 0) {
            throw HttpRefusal.notFound("nothing is kept under this key in this range");
        }
        ByteBufUtil.writeAscii(out, "]}}");
        envelope.end(out, envelope.isDebug() ? Map.of("rows", written) : Map.of());
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
