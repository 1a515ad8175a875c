package leela.io.http.v1.deletion;

import io.netty.buffer.ByteBufUtil;
import java.util.function.Function;
import leela.engine.history.Deletion;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.ring.Limits;
import leela.engine.runtime.Clock;
import leela.engine.runtime.PrintableText;
import leela.engine.spi.KeyPattern;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.PercentText;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.v1.range.AskedTags;
import leela.io.http.v1.range.SeriesPath;
import leela.io.http.v1.range.TimeRange;
import leela.io.json.JsonEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DELETE of points or documents of a key and range, or of keys, a limited number at a time.
 * Thread: the loop's; deleting is the workers'.
 *
 * <pre>
 *   {"status":200,"results":{"deleted":{"points":86400}}}
 *   {"status":200,"results":{"deleted":{"keys":1000},"next":"web-1.load"}}
 * </pre>
 *
 * Errors: 400 where a part of the range is not said.
 */
public final class DeletionEndpoint implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(DeletionEndpoint.class);

    private static final int DEFAULT_KEYS = 100;
    private static final int MAX_KEYS = 1000;
    private static final String DRY_RUN = "dry_run";

    /** What a request asks for. */
    private interface Reading {
        DeletionPages.Work of(RequestTarget target, String rest, String client);
    }

    private final Reading reading;
    private final Runnable check;
    private final Reads reads;
    private final Clock clock;

    private DeletionEndpoint(final Reading reading, final Runnable check, final Reads reads, final Clock clock) {
        this.reading = reading;
        this.check = check;
        this.reads = reads;
        this.clock = clock;
    }

    /** {@code path} reads what stands behind the route, {@code check} refuses while history is not whole. */
    public static DeletionEndpoint ofPoints(
            final Function<String, SeriesPath> path,
            final Deletion deletion,
            final Runnable check,
            final Reads reads,
            final Clock clock) {
        return new DeletionEndpoint(
                (target, rest, client) ->
                        range(target, path.apply(rest), clock.timeNs(), client, "points", deletion::points),
                check,
                reads,
                clock);
    }

    public static DeletionEndpoint ofDocuments(
            final Deletion deletion, final Runnable check, final Reads reads, final Clock clock) {
        return new DeletionEndpoint(
                (target, rest, client) ->
                        range(target, SeriesPath.parse(rest), clock.timeNs(), client, "documents", deletion::documents),
                check,
                reads,
                clock);
    }

    public static DeletionEndpoint ofKeys(
            final Deletion deletion,
            final KeyPattern.Compiler patterns,
            final Runnable check,
            final Reads reads,
            final Clock clock) {
        return new DeletionEndpoint(
                (target, rest, client) -> keys(target, client, deletion, patterns), check, reads, clock);
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        check.run();
        final DeletionPages.Work work = reading.of(exchange.target(), rest, exchange.client());
        reads.start(exchange, new DeletionPages(work, Envelope.of(exchange, clock)));
    }

    /** As {@link Deletion} has them. */
    private interface RangeCall {
        long delete(byte[] key, long fromNs, long toNs, boolean isDry);
    }

    private static DeletionPages.Work range(
            final RequestTarget target,
            final SeriesPath path,
            final long nowNs,
            final String client,
            final String what,
            final RangeCall call) {
        target.expect("start", "finish", DRY_RUN);
        if (!path.isPlain()) {
            throw HttpRefusal.badRequest("path: a date or past24 (expected: a key, with start and finish)");
        }
        if (!target.has("start") || !target.has("finish")) {
            throw HttpRefusal.badRequest("start and finish are needed to delete");
        }
        final byte[] key = path.key();
        if (key.length < 1 || key.length > Limits.MAX_KEY_LENGTH) {
            throw HttpRefusal.badRequest("key: " + key.length + " bytes (expected: 1-" + Limits.MAX_KEY_LENGTH + ")");
        }
        final TimeRange range = path.range(target, nowNs);
        final boolean isDry = target.has(DRY_RUN);
        return out -> {
            final long count = call.delete(key, range.fromNs(), range.toNs(), isDry);
            if (!isDry) {
                LOG.info(
                        "event={}_deleted key=\"{}\" start={} finish={} count={} client={}",
                        what,
                        PrintableText.ofKey(key),
                        range.fromNs(),
                        range.toNs(),
                        count,
                        client);
            }
            ByteBufUtil.writeAscii(out, head(isDry) + what + "\":" + count + "}}");
        };
    }

    private static DeletionPages.Work keys(
            final RequestTarget target,
            final String client,
            final Deletion deletion,
            final KeyPattern.Compiler patterns) {
        target.expect("glob", AskedTags.NAME, "limit", "after", DRY_RUN);
        final byte[] glob = target.bytes("glob");
        if (glob.length == 0 && !target.has(AskedTags.NAME)) {
            throw HttpRefusal.badRequest("glob or tag is needed to delete keys; * stands for all");
        }
        final KeyFilter filter;
        try {
            filter = new KeyFilter(new byte[0], glob, AskedTags.of(target, patterns));
        } catch (final IllegalArgumentException tooLong) {
            throw HttpRefusal.badRequest(tooLong.getMessage());
        }
        final byte[] after = PercentText.ofKey(target.bytes("after"));
        final int limit = limit(target.text("limit"));
        final boolean isDry = target.has(DRY_RUN);
        return out -> {
            final KeyPage page = deletion.keys(filter, after, limit, isDry);
            if (!isDry && !page.keys().isEmpty()) {
                LOG.info(
                        "event=keys_deleted glob=\"{}\" tags={} count={} first=\"{}\" client={}",
                        PrintableText.ofKey(glob),
                        filter.tags().size(),
                        page.keys().size(),
                        PrintableText.ofKey(page.keys().get(0)),
                        client);
            }
            ByteBufUtil.writeAscii(out, head(isDry) + "keys\":" + page.keys().size() + "}");
            if (!page.isLast()) {
                ByteBufUtil.writeAscii(out, ",\"next\":");
                JsonEncoder.string(out, PercentText.key(page.next()));
            }
            out.writeByte('}');
        };
    }

    private static String head(final boolean isDry) {
        return isDry ? "{\"found\":{\"" : "{\"deleted\":{\"";
    }

    private static int limit(final String text) {
        if (text.isEmpty()) {
            return DEFAULT_KEYS;
        }
        try {
            final int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_KEYS) {
                return limit;
            }
        } catch (final NumberFormatException malformed) {
            // the sentence below says it
        }
        throw HttpRefusal.badRequest("limit: " + text + " (expected: 1-" + MAX_KEYS + ")");
    }
}
