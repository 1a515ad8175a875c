package leela.io.http;

import java.util.function.Function;
import leela.engine.ring.Limits;

/**
 * GET of what is kept under a key in a range: points, or documents.
 * Thread: the loop's; reading is the workers'.
 */
final class SeriesEndpoint implements Endpoint {

    private final Function<RequestTarget, Rows.Source> rows;
    private final HttpServices services;
    private final Reading reading;

    private SeriesEndpoint(
            final Function<RequestTarget, Rows.Source> rows, final HttpServices services, final Reading reading) {
        this.rows = rows;
        this.services = services;
        this.reading = reading;
    }

    static SeriesEndpoint ofPoints(final HttpServices services, final Reading reading) {
        return new SeriesEndpoint(PointRows::source, services, reading);
    }

    static SeriesEndpoint ofDocuments(final HttpServices services, final Reading reading) {
        return new SeriesEndpoint(target -> DocumentRows::open, services, reading);
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
                new SeriesPages.Query(key, path.range(target, services.clock().timeNs()));
        reading.start(
                exchange,
                new SeriesPages(
                        rows.apply(target), services.history(), query, exchange.envelope(), services.counters()));
    }
}
