package leela.io.http.v1;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.PageStream;
import leela.io.http.v1.range.SeriesPath;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What writes have in common: a body is read, its entries go into the ring, and the client hears what became of them.
 * On the loop, not the workers: nothing here waits, and a storage that is unavailable keeps nobody from writing.
 * Thread: the loop's.
 * Errors: 400 where the body or every entry is bad, 413 and 429 for too long documents and too many series, 503 for a
 * full ring.
 */
record EntryWrites(V1Api api) {

    private static final String GET_ONLY = "GET, HEAD, OPTIONS";

    /** The key to write to: paths that ask for a range cannot be written to. */
    static byte[] keyOf(final SeriesPath path) {
        if (!path.isPlain()) {
            throw HttpRefusal.methodNotAllowed(GET_ONLY);
        }
        return path.key();
    }

    /** Reads, publishes, answers; {@code nowNs} is when the request arrived. */
    void write(final Exchange exchange, final byte[] key, final long nowNs, final Supplier<EntryBatch> reader) {
        api.requireKeptEntries();
        final Evidence evidence = api.producer().evidence();
        evidence.sender(exchange::client, exchange::account);
        api.producer().sender(exchange.clientNumber());
        evidence.begin(
                new UnsafeBuffer(exchange.body().nioBuffer()), exchange.body().readableBytes());
        final EntryBatch batch = read(reader, key, nowNs);
        final BatchPublication publication = new BatchPublication(batch, api.producer(), new UnsafeBuffer(key));
        publication.publish(nowNs);
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
        final EchoPages echo =
                new EchoPages(batch, publication.accepted(), key, Envelope.of(exchange, api.clock()), notes);
        new PageStream(
                        exchange,
                        echo,
                        HttpResponseStatus.CREATED,
                        Runnable::run,
                        () -> {},
                        api.counters(),
                        api.clock(),
                        api.onError())
                .start();
    }

    long nowNs() {
        return api.clock().timeNs();
    }

    /** A body that cannot be read counts as one entry, malformed. */
    private EntryBatch read(final Supplier<EntryBatch> reader, final byte[] key, final long nowNs) {
        try {
            return reader.get();
        } catch (final HttpRefusal refusal) {
            final Producer producer = api.producer();
            producer.begin(nowNs);
            if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
                producer.evidence()
                        .keep(
                                EngineCounter.REJECTED_MALFORMED,
                                nowNs,
                                String.valueOf(refusal.notes().get("message")),
                                key);
            }
            producer.tryEnd();
            throw HttpRefusal.ofEntries(refusal.status(), refusal.notes());
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
