package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.history.aggregation.CrowdedBucketException;
import leela.io.http.AnswerHeaders;
import leela.io.http.Envelope;
import leela.io.http.HttpCounter;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.PercentText;
import leela.io.json.JsonEncoder;

/**
 * The answer {@code {"status":200,"results":{KEY:{"series":[[t,v],…]},…}}} in pages. Each page reads a bounded number
 * of points, and may be empty: then others have their turn, and a client that has left is noticed.
 * Thread: one at a time.
 * Memory: a page, the keys, one cursor.
 * Errors: no key is a 404; more than {@link #MOST_POINTS} points, and a bucket too full for a percentile, are a 400
 * where nothing was sent yet, else the answer is cut.
 */
final class QueryPages implements Pages {

    /** Points that one request may have decoded: a hundred series of a point each 10 s, for a year and a half. */
    static final long MOST_POINTS = 500_000_000;

    /** Points that a page may read: a few milliseconds. */
    private static final int POINTS_A_PAGE = 1 << 17;

    /** How long a page may look for keys: most are found by then, and to change threads takes a tenth of it. */
    private static final long FINDING_NS = 1_000_000;

    /** Points that may be read without a word to the client: some tens of milliseconds. */
    private static final long MOST_SILENT = 1_000_000;

    private final QueryApi api;
    private final Query query;
    private final Envelope envelope;
    private final AskedKeys keys;
    private final SeriesRows rows;
    private boolean isBegun;
    private int key = -1;
    private long written;
    private long writtenOfKey;
    private boolean isKeyBegun;
    private long silentSince;

    QueryPages(final QueryApi api, final Query query, final Envelope envelope) {
        this.api = api;
        this.query = query;
        this.envelope = envelope;
        keys = new AskedKeys(api.history(), query.asked(), query.tags());
        rows = new SeriesRows(api.history(), query);
    }

    /** What lies so far back that it is settled stays as it is, late values aside. */
    @Override
    public AnswerHeaders.Caching caching() {
        return query.range().toNs() < query.nowNs() - api.resolutionNs()
                ? AnswerHeaders.Caching.RESULT
                : AnswerHeaders.Caching.REVALIDATE;
    }

    @Override
    public String contentType() {
        return envelope.contentType();
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        if (key < 0) {
            if (!findKeys()) {
                return true;
            }
            if (keys.keys().isEmpty()) {
                throw HttpRefusal.notFound("no such key");
            }
            key = 0;
            rows.open(keys.keys().get(0));
        }
        final long most = rows.taken() + POINTS_A_PAGE;
        final long writtenBefore = written;
        while (key < keys.keys().size() && out.readableBytes() < HttpLimits.PAGE_BYTES && rows.taken() < most) {
            appendRows(out);
        }
        api.counters().add(HttpCounter.ROWS_SERVED, written - writtenBefore);
        if (key < keys.keys().size()) {
            showLife(out);
            return true;
        }
        ByteBufUtil.writeAscii(out, "}");
        envelope.end(out, envelope.isDebug() ? Map.of("rows", written, "points", rows.taken()) : Map.of());
        return false;
    }

    /** Looks for keys until all were found; false where others have their turn before. */
    private boolean findKeys() {
        final long endNs = api.clock().ticksNs() + FINDING_NS;
        while (keys.advance()) {
            if (api.clock().ticksNs() >= endNs) {
                return false;
            }
        }
        return true;
    }

    private void appendRows(final ByteBuf out) {
        final int start = out.writerIndex();
        if (!isKeyBegun) {
            begin(out);
        } else if (writtenOfKey > 0) {
            out.writeByte(',');
        }
        final int count = read(out);
        if (count > 0) {
            // behind the last row stands a comma too many
            out.writerIndex(out.writerIndex() - 1);
            written += count;
            writtenOfKey += count;
            isKeyBegun = true;
            isBegun = true;
        } else if (count == 0 || isKeyBegun) {
            out.writerIndex(start);
        }
        if (count == SeriesRows.END) {
            isBegun = true;
            ByteBufUtil.writeAscii(out, "]}");
            endKey();
        }
    }

    /**
     * A client that has closed is only noticed when something is sent to it, so a long silence is broken by a blank.
     */
    private void showLife(final ByteBuf out) {
        if (out.isReadable()) {
            silentSince = rows.taken();
        } else if (rows.taken() - silentSince >= MOST_SILENT) {
            silentSince = rows.taken();
            if (!isKeyBegun) {
                begin(out);
                isKeyBegun = true;
                isBegun = true;
            }
            out.writeByte(' ');
        }
    }

    private void begin(final ByteBuf out) {
        if (!isBegun) {
            envelope.begin(out, HttpResponseStatus.OK);
        }
        out.writeByte(isBegun ? ',' : '{');
        JsonEncoder.string(out, PercentText.key(keys.keys().get(key)));
        ByteBufUtil.writeAscii(out, ":{\"series\":[");
    }

    private int read(final ByteBuf out) {
        try {
            final int count = rows.appendTo(out);
            if (rows.taken() > MOST_POINTS) {
                throw HttpRefusal.badRequest("more than " + MOST_POINTS
                        + " points are to be read (expected: fewer keys " + "or a shorter range)");
            }
            return count;
        } catch (final CrowdedBucketException crowded) {
            throw HttpRefusal.badRequest("step: " + crowded.getMessage());
        }
    }

    private void endKey() {
        writtenOfKey = 0;
        isKeyBegun = false;
        if (++key < keys.keys().size()) {
            rows.open(keys.keys().get(key));
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
