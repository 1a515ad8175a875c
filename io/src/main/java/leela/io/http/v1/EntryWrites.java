package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.Refusal;
import leela.engine.ring.Producer;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpLimits;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.v1.range.SeriesPath;
import leela.io.socket.SenderAccount;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What writes have in common: a body is read, its entries go into the ring, and the client hears what became of them. A
 * large body is read by a thread for that, goes into the ring in portions, and is echoed in pages: none of it holds up
 * the loop.
 * Thread: the loop's; reading is a thread's of {@link Reads}.
 * Memory: what a large batch and its echo take is taken of the budget before the first entry goes anywhere.
 * Errors: 400 where the body or every entry is bad, 413 and 429 for too long documents and too many series, 503 for a
 * full ring or no memory.
 */
record EntryWrites(V1Api api, Reads reads) {

    private static final String GET_ONLY = "GET, HEAD, OPTIONS";

    /** The key to write to: paths that ask for a range cannot be written to. */
    static byte[] keyOf(final SeriesPath path) {
        if (!path.isPlain()) {
            throw HttpRefusal.methodNotAllowed(GET_ONLY);
        }
        return path.key();
    }

    /** Reads, publishes, answers; {@code nowNs} is when the request arrived. */
    void write(
            final Exchange exchange, final byte[] key, final long nowNs, final Function<ByteBuf, EntryBatch> reader) {
        api.requireKeptEntries();
        final Write write = new Write(exchange, key, nowNs, reader);
        if (exchange.isSmall()) {
            write.decode();
            write.publishAtOnce();
        } else {
            reads.decode(exchange, write::decode, write::publishInTurns);
        }
    }

    long nowNs() {
        return api.clock().timeNs();
    }

    /** One request. Thread: one at a time, each hand-over through an executor. */
    private final class Write {
        private final Exchange exchange;
        private final byte[] key;
        private final long nowNs;
        private final Function<ByteBuf, EntryBatch> reader;
        private byte[] firstBytes = {};
        private HttpRefusal unreadable;
        private boolean isUnpacked;
        private EntryBatch batch;
        private EchoPages echo;
        private BatchPublication publication;

        private Write(
                final Exchange exchange,
                final byte[] key,
                final long nowNs,
                final Function<ByteBuf, EntryBatch> reader) {
            this.exchange = exchange;
            this.key = key;
            this.nowNs = nowNs;
            this.reader = reader;
        }

        private void decode() {
            try {
                final ByteBuf body = exchange.body();
                isUnpacked = true;
                firstBytes = ByteBufUtil.getBytes(
                        body, body.readerIndex(), Math.min(Refusal.MAX_BYTES, body.readableBytes()));
                batch = reader.apply(body);
            } catch (final HttpRefusal refusal) {
                unreadable = refusal;
            }
        }

        private void publishAtOnce() {
            begin();
            while (publishNext()) {
                // the next portion
            }
            answer();
        }

        private void publishInTurns() {
            if (publication == null) {
                exchange.releaseBody();
                begin();
            }
            if (publishNext()) {
                exchange.later(this::publishInTurns);
            } else {
                answer();
            }
        }

        private void begin() {
            if (unreadable != null && !isUnpacked) {
                throw unreadable;
            }
            if (unreadable != null) {
                reject();
                throw HttpRefusal.ofEntries(unreadable.status(), unreadable.notes());
            }
            echo = new EchoPages(batch, key, Envelope.of(exchange, api.clock()));
            final long bytes = batch.bytes() + (echo.isLong() ? HttpLimits.STREAM_BYTES : 0);
            exchange.take(Math.max(0, bytes - HttpLimits.FREE_ANSWER));
            publication = new BatchPublication(batch, api.producer(), new UnsafeBuffer(key));
        }

        private boolean publishNext() {
            showEvidence();
            return publication.publish(nowNs);
        }

        /** Others may have written since the last portion. */
        private void showEvidence() {
            final Evidence evidence = api.producer().evidence();
            evidence.sender(exchange::client, exchange::account);
            api.producer().sender(SenderAccount.number(exchange.account()));
            evidence.begin(new UnsafeBuffer(firstBytes), firstBytes.length);
        }

        /** A body that cannot be read counts as one entry, malformed. */
        private void reject() {
            showEvidence();
            final Producer producer = api.producer();
            producer.begin(nowNs);
            if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
                producer.evidence()
                        .keep(
                                EngineCounter.REJECTED_MALFORMED,
                                nowNs,
                                String.valueOf(unreadable.notes().get("message")),
                                key);
            }
            producer.tryEnd();
        }

        private void answer() {
            if (publication.isRefused()) {
                throw HttpRefusal.ofEntries(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        Map.of(
                                "message",
                                "the engine is at its limit; try again",
                                "accepted",
                                publication.accepted().cardinality()));
            }
            final Map<String, ?> notes = batch.faults().count() > 0 ? notesOf(batch, publication) : Map.of();
            if (batch.faults().count() > 0 && publication.accepted().isEmpty()) {
                throw HttpRefusal.ofEntries(statusOf(publication.cause()), notes);
            }
            echo.of(publication.accepted(), notes);
            if (echo.isLong()) {
                reads.echo(exchange, echo);
            } else {
                final ByteBuf out = exchange.allocator().buffer();
                echo.appendTo(out);
                exchange.whole(HttpResponseStatus.CREATED, echo.contentType(), echo.caching(), out, Map.of());
            }
        }
    }

    private static Map<String, ?> notesOf(final EntryBatch batch, final BatchPublication publication) {
        final Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("message", batch.faults().reason());
        notes.put("rejected", batch.faults().count());
        notes.put("cause", publication.cause().description().labelValue());
        notes.put("errors", (Envelope.Json) batch.faults()::appendTo);
        return notes;
    }

    private static HttpResponseStatus statusOf(final Counter cause) {
        if (cause == EngineCounter.REJECTED_DOCUMENT) {
            return HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
        }
        return cause == EngineCounter.REJECTED_CARDINALITY || cause == EngineCounter.REJECTED_NEW_SERIES
                ? HttpResponseStatus.TOO_MANY_REQUESTS
                : HttpResponseStatus.BAD_REQUEST;
    }
}
