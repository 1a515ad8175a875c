package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.ring.Limits;
import leela.io.http.AnswerHeaders;
import leela.io.http.Envelope;
import leela.io.http.HttpCounter;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.PercentText;
import leela.io.http.v1.range.TimeRange;
import leela.io.json.JsonEncoder;

/**
 * The answer {@code {"status":200,"results":{KEY:{"series":[[t,v],…]}}}} in pages.
 * Thread: one at a time.
 * Errors: a range without rows is a 404; a key that may be several a 300 that names them.
 */
final class SeriesPages implements Pages {

    /** What is asked for, and when. */
    record Query(byte[] key, TimeRange range, long nowNs) {

        /** The same of another key. */
        Query of(final byte[] otherKey) {
            return new Query(otherKey, range, nowNs);
        }
    }

    private final RowWriter.Source source;
    private final History history;
    private final Query query;
    private final Envelope envelope;
    private final Counters counters;
    private RowWriter rows;
    private boolean isOddKey;
    private long written;

    private SeriesPages(final RowWriter.Source source, final V1Api api, final Query query, final Envelope envelope) {
        this.source = source;
        this.history = api.history();
        this.query = query;
        this.envelope = envelope;
        this.counters = api.counters();
    }

    static SeriesPages of(final Query query, final RowWriter.Source source, final V1Api api, final Envelope envelope) {
        final int length = query.key.length;
        if (length < 1 || length > Limits.MAX_KEY_LENGTH) {
            throw HttpRefusal.badRequest("key: " + length + " bytes (expected: 1-" + Limits.MAX_KEY_LENGTH + ")");
        }
        return new SeriesPages(source, api, query, envelope);
    }

    /** A range that has ended stays as it is, late values aside. */
    @Override
    public AnswerHeaders.Caching caching() {
        return query.range.toNs() < query.nowNs ? AnswerHeaders.Caching.RESULT : AnswerHeaders.Caching.REVALIDATE;
    }

    @Override
    public String contentType() {
        return envelope.contentType();
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (rows == null) {
            begin(out, query.key);
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
        if (hasMore) {
            return true;
        }
        if (written == 0) {
            return appendOfOddKey(out);
        }
        end(out);
        return false;
    }

    /** A key that is no UTF-8 may have been asked for as it is listed: [HTTP 5]. */
    private boolean appendOfOddKey(final ByteBuf out) {
        final byte[] odd = isOddKey ? null : PercentText.decodeAgain(query.key);
        if (odd == null || odd.length == 0) {
            throw HttpRefusal.notFound("nothing is kept under this key in this range");
        }
        isOddKey = true;
        rows.close();
        out.clear();
        begin(out, odd);
        return appendTo(out);
    }

    /** Appends rows; false where there are no more. */
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

    private void begin(final ByteBuf out, final byte[] key) {
        rows = source.open(history, query.of(key));
        envelope.begin(out, HttpResponseStatus.OK);
        out.writeByte('{');
        JsonEncoder.string(out, PercentText.key(key));
        ByteBufUtil.writeAscii(out, ":{\"series\":[");
    }

    private void end(final ByteBuf out) {
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
