package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import leela.engine.history.AmbiguousKeyException;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpCounter;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.PercentText;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.v1.range.AskedTags;
import leela.io.json.JsonEncoder;

/**
 * GET /v1/keys: the keys that match, in the order of their bytes, a limited number at a time. Where there may be more,
 * {@code next} is what to give as {@code after}, percent-encoded already. With {@code like}, the keys that are meant by
 * one: itself, or those that equal it when case is ignored. With {@code count=true} only how many there are in all.
 * Thread: the loop's; reading is the workers'.
 *
 * <pre>
 *   {"status":200,"results":{"keys":["a","b"],"next":"b"}}
 *   {"status":200,"results":{"count":2}}
 * </pre>
 */
final class KeysEndpoint implements Endpoint {

    /** Keys in one answer. */
    private static final int MAX_KEYS = 10_000;

    private static final int DEFAULT_KEYS = 1000;

    /** Keys that are found before another request has its turn. */
    private static final int FOUND_AT_ONCE = 4096;

    /** Turns of one answer; storage bounds what is looked at in each. */
    private static final int MOST_TURNS = 50;

    private final V1Api api;
    private final Reads reads;

    KeysEndpoint(final V1Api api, final Reads reads) {
        this.api = api;
        this.reads = reads;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        api.requireWholeHistory();
        final RequestTarget target =
                exchange.target().expect("prefix", "glob", AskedTags.NAME, "limit", "after", "like", "count");
        if (target.has("like")
                && (target.has("prefix") || target.has("glob") || target.has(AskedTags.NAME) || target.has("after"))) {
            throw HttpRefusal.badRequest("like: it stands alone (expected: no prefix, glob, tag or after beside it)");
        }
        final KeyFilter filter = filter(target);
        final byte[] after = PercentText.ofKey(target.bytes("after"));
        final Envelope envelope = Envelope.of(exchange, api.clock());
        reads.start(
                exchange,
                isCount(target)
                        ? new KeyCount(filter, after, envelope)
                        : new KeyPages(
                                filter,
                                target.has("like") ? target.bytes("like") : null,
                                after,
                                RowLimit.of(target, DEFAULT_KEYS, MAX_KEYS),
                                envelope));
    }

    private static boolean isCount(final RequestTarget target) {
        final String asked = target.text("count");
        if (target.has("count") && !asked.equals("true") && !asked.equals("false")) {
            throw HttpRefusal.badRequest("count: " + asked + " (expected: true or false)");
        }
        if (asked.equals("true") && (target.has("limit") || target.has("like"))) {
            throw HttpRefusal.badRequest("count: all keys are counted (expected: no limit or like with count=true)");
        }
        return asked.equals("true");
    }

    private KeyFilter filter(final RequestTarget target) {
        try {
            return new KeyFilter(target.bytes("prefix"), target.bytes("glob"), AskedTags.of(target, api.patterns()));
        } catch (final IllegalArgumentException tooLong) {
            throw HttpRefusal.badRequest(tooLong.getMessage());
        }
    }

    /** The one list of keys, written out in pages. */
    private final class KeyPages implements Pages {
        private final KeyFilter filter;
        /** Only the keys meant by this one; null for all that the filter matches. */
        private final byte[] like;

        private final int limit;
        private final Envelope envelope;
        private final List<byte[]> keys = new ArrayList<>();
        /** Behind which key the list goes on; empty at its end. */
        private byte[] after;

        private int turns;
        private boolean isBegun;
        private int written;

        private KeyPages(
                final KeyFilter filter,
                final byte[] like,
                final byte[] after,
                final int limit,
                final Envelope envelope) {
            this.filter = filter;
            this.like = like;
            this.after = after;
            this.limit = limit;
            this.envelope = envelope;
        }

        @Override
        public String contentType() {
            return envelope.contentType();
        }

        @Override
        public boolean appendTo(final ByteBuf out) {
            if (!isBegun) {
                if (isMoreToFind()) {
                    return true;
                }
                isBegun = true;
                envelope.begin(out, HttpResponseStatus.OK);
                ByteBufUtil.writeAscii(out, "{\"keys\":[");
            }
            final int count = Math.min(limit, keys.size());
            while (written < count && out.readableBytes() < HttpLimits.PAGE_BYTES) {
                if (written > 0) {
                    out.writeByte(',');
                }
                JsonEncoder.string(out, PercentText.key(keys.get(written++)));
            }
            if (written < count) {
                return true;
            }
            end(out, count);
            return false;
        }

        /** Looks for some; one more than asked for tells whether there are more. */
        private boolean isMoreToFind() {
            if (like != null) {
                keys.addAll(api.history().spellings(like, AmbiguousKeyException.MOST));
                after = KeyPage.NONE.next();
                return false;
            }
            final KeyPage page = api.history().keys(filter, after, Math.min(FOUND_AT_ONCE, limit + 1 - keys.size()));
            keys.addAll(page.keys());
            after = page.next();
            return !page.isLast() && keys.size() <= limit && ++turns < MOST_TURNS;
        }

        private void end(final ByteBuf out, final int count) {
            out.writeByte(']');
            final byte[] next = keys.size() > count ? keys.get(count - 1) : after;
            if (next.length > 0) {
                ByteBufUtil.writeAscii(out, ",\"next\":");
                JsonEncoder.string(out, PercentText.key(next));
            }
            out.writeByte('}');
            envelope.end(out, Map.of());
            api.counters().add(HttpCounter.ROWS_SERVED, count);
        }

        @Override
        public void close() {
            keys.clear();
        }
    }

    /** How many there are, with a space for each part of the work: the client sees that it goes on. */
    private final class KeyCount implements Pages {
        private final KeyFilter filter;
        private final Envelope envelope;
        private byte[] after;
        private long count;
        private boolean isBegun;

        private KeyCount(final KeyFilter filter, final byte[] after, final Envelope envelope) {
            this.filter = filter;
            this.after = after;
            this.envelope = envelope;
        }

        @Override
        public String contentType() {
            return envelope.contentType();
        }

        @Override
        public boolean appendTo(final ByteBuf out) {
            final KeyPage page = api.history().keys(filter, after, FOUND_AT_ONCE);
            count += page.keys().size();
            after = page.next();
            if (!isBegun) {
                isBegun = true;
                envelope.begin(out, HttpResponseStatus.OK);
                ByteBufUtil.writeAscii(out, "{\"count\":");
            }
            if (!page.isLast()) {
                out.writeByte(' ');
                return true;
            }
            ByteBufUtil.writeAscii(out, count + "}");
            envelope.end(out, Map.of());
            return false;
        }

        @Override
        public void close() {
            after = KeyPage.NONE.next();
        }
    }
}
