package leela.io.http.v1;

import java.util.function.Function;
import leela.engine.ring.Limits;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;

/**
 * GET of what is kept under a key in a range: points, or documents.
 * Thread: the loop's; reading is the workers'.
 */
final class SeriesEndpoint implements Endpoint {

    private final Function<RequestTarget, RowWriter.Source> rows;
    private final V1Api api;
    private final Reads reads;

    private SeriesEndpoint(final Function<RequestTarget, RowWriter.Source> rows, final V1Api api, final Reads reads) {
        this.rows = rows;
        this.api = api;
        this.reads = reads;
    }

    static SeriesEndpoint ofPoints(final V1Api api, final Reads reads) {
        return new SeriesEndpoint(PointRowWriter::source, api, reads);
    }

    static SeriesEndpoint ofDocuments(final V1Api api, final Reads reads) {
        return new SeriesEndpoint(target -> DocumentRowWriter::open, api, reads);
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final SeriesPath path = SeriesPath.parse(rest);
        final byte[] key = path.key();
        if (key.length < 1 || key.length > Limits.MAX_KEY_LENGTH) {
            throw HttpRefusal.badRequest("key: " + key.length + " bytes (expected: 1-" + Limits.MAX_KEY_LENGTH + ")");
        }
        final RequestTarget target = exchange.target();
        final SeriesPages.Query query =
                new SeriesPages.Query(key, path.range(target, api.clock().timeNs()));
        reads.start(
                exchange,
                new SeriesPages(
                        rows.apply(target), api.history(), query, Envelope.of(exchange, api.clock()), api.counters()));
    }
}
