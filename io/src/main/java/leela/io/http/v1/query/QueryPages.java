package leela.io.http.v1.query;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.function.Predicate;
import leela.engine.history.HistoryException;
import leela.engine.runtime.MadeAhead;
import leela.io.http.AnswerHeaders;
import leela.io.http.Envelope;
import leela.io.http.HttpCounter;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;

/**
 * The answer {@code {"status":200,"results":{KEY:{"series":[[t,v],…]},…}}} in pages. Each page reads a bounded number
 * of points, and may be empty: then others have their turn, and a client that has left is noticed.
 * Thread: one at a time.
 * Memory: a page, the keys, one cursor; as much again where a helper makes the next page meanwhile.
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

    /** Work that a helper is woken for: to wake it takes 20 to 60 µs. */
    private static final long WORTH_HELP_NS = 150_000;

    private final QueryApi api;
    private final Query query;
    private final Envelope envelope;
    private final Predicate<Runnable> helper;
    private final AskedKeys keys;
    /** Null until the keys were found. */
    private AnswerRows rows;
    /** What comes behind them, in the making; null where there is none. */
    private MadeAhead<RowsAhead> ahead;

    private int aheadEnd;
    /** Of rows that were closed. */
    private long earlierWritten;

    private long earlierTaken;
    private long silentSince;

    /**
     * @param helper runs something where a thread has nothing to do; false where none has
     */
    QueryPages(final QueryApi api, final Query query, final Envelope envelope, final Predicate<Runnable> helper) {
        this.api = api;
        this.query = query;
        this.envelope = envelope;
        this.helper = helper;
        keys = new AskedKeys(api.history(), query.asked(), query.tags());
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
        if (rows == null) {
            if (!findKeys()) {
                return true;
            }
            if (keys.keys().isEmpty()) {
                throw HttpRefusal.notFound("no such key");
            }
            rows = rowsOf(0, keys.keys().size());
        }
        final long writtenBefore = written();
        if (!rows.hasMore()) {
            takeAhead(out);
        }
        makePage(out);
        api.counters().add(HttpCounter.ROWS_SERVED, written() - writtenBefore);
        if (taken() > MOST_POINTS) {
            throw HttpRefusal.badRequest("more than " + MOST_POINTS + " points are to be read (expected: fewer keys "
                    + "or a shorter range)");
        }
        if (rows.hasMore() || ahead != null) {
            showLife(out);
            return true;
        }
        ByteBufUtil.writeAscii(out, "}");
        envelope.end(out, envelope.isDebug() ? Map.of("rows", written(), "points", taken()) : Map.of());
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

    private AnswerRows rowsOf(final int from, final int to) {
        return new AnswerRows(api, query, keys.keys(), from, to, out -> {
            envelope.begin(out, HttpResponseStatus.OK);
            out.writeByte('{');
        });
    }

    private void makePage(final ByteBuf out) {
        final long startNs = api.clock().ticksNs();
        final int first = rows.key();
        final int bytes = out.readableBytes();
        final long most = rows.taken() + POINTS_A_PAGE;
        while (isUnfinished(rows, out, most)) {
            rows.appendTo(out);
            if (ahead == null && rows.isBetweenKeys() && rows.hasMore()) {
                final int done = rows.key() - first;
                share(out, (api.clock().ticksNs() - startNs) / done, Math.max(1, (out.readableBytes() - bytes) / done));
            }
        }
    }

    private static boolean isUnfinished(final AnswerRows some, final ByteBuf out, final long most) {
        return some.hasMore() && out.readableBytes() < HttpLimits.PAGE_BYTES && some.taken() < most;
    }

    /** Has the next page made meanwhile by a thread that has nothing to do; a key takes so long, and so many bytes. */
    private void share(final ByteBuf out, final long keyNs, final int keyBytes) {
        final int left = rows.end() - rows.key();
        final int fit = (HttpLimits.PAGE_BYTES - out.readableBytes()) / keyBytes;
        final int from = rows.key() + Math.min((left + 1) / 2, fit);
        final int to = rows.end();
        if (from == rows.key() || Math.min(to - from, HttpLimits.PAGE_BYTES / keyBytes) * keyNs < WORTH_HELP_NS) {
            return;
        }
        // this page may be gone before the next is begun
        final ByteBufAllocator allocator = out.alloc();
        final MadeAhead<RowsAhead> next = new MadeAhead<>(made -> makeAhead(made, from, to, allocator));
        if (helper.test(next)) {
            ahead = next;
            aheadEnd = to;
            rows.endBefore(from);
        }
    }

    private RowsAhead makeAhead(
            final MadeAhead<RowsAhead> wanted, final int from, final int to, final ByteBufAllocator allocator) {
        final RowsAhead made = new RowsAhead(rowsOf(from, to), allocator.directBuffer(HttpLimits.PAGE_CAPACITY));
        try {
            while (wanted.isWanted() && isUnfinished(made.rows(), made.page(), POINTS_A_PAGE)) {
                made.rows().appendTo(made.page());
            }
            return made;
        } catch (final RuntimeException fault) {
            made.close();
            throw fault;
        }
    }

    private void takeAhead(final ByteBuf out) {
        final RowsAhead made = takeAhead();
        final AnswerRows behind = made == null ? rowsOf(rows.end(), aheadEnd) : made.appendTo(out);
        earlierWritten += rows.written();
        earlierTaken += rows.taken();
        rows.close();
        rows = behind;
        ahead = null;
    }

    private RowsAhead takeAhead() {
        try {
            return ahead.take();
        } catch (final InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new HistoryException("the engine ends", ended);
        }
    }

    private long written() {
        return earlierWritten + rows.written();
    }

    private long taken() {
        return earlierTaken + rows.taken();
    }

    /**
     * A client that has closed is only noticed when something is sent to it, so a long silence is broken by a blank.
     */
    private void showLife(final ByteBuf out) {
        if (out.isReadable()) {
            silentSince = taken();
        } else if (rows.hasMore() && taken() - silentSince >= MOST_SILENT) {
            silentSince = taken();
            rows.showLife(out);
        }
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
        if (rows != null) {
            rows.close();
        }
    }
}
