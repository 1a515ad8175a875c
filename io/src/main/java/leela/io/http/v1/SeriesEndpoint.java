package leela.io.http.v1;

import java.util.function.Function;
import java.util.stream.Stream;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.v1.range.SeriesPath;

/**
 * GET of what is kept under a key in a range: points, or documents.
 * Thread: the loop's; reading is the workers'.
 */
final class SeriesEndpoint implements Endpoint {

    private final Function<String, SeriesPath> path;
    private final Function<RequestTarget, RowWriter.Source> rows;
    /** Where the path has the range. */
    private final String[] parameters;
    /** Where it has none. */
    private final String[] ranged;

    private final V1Api api;
    private final Reads reads;

    private SeriesEndpoint(
            final Function<String, SeriesPath> path,
            final Function<RequestTarget, RowWriter.Source> rows,
            final V1Api api,
            final Reads reads,
            final String... parameters) {
        this.path = path;
        this.rows = rows;
        this.api = api;
        this.reads = reads;
        this.parameters = parameters;
        ranged = Stream.concat(Stream.of("start", "finish"), Stream.of(parameters))
                .toArray(String[]::new);
    }

    /** {@code path} reads what stands behind the route. */
    static SeriesEndpoint ofPoints(final Function<String, SeriesPath> path, final V1Api api, final Reads reads) {
        return new SeriesEndpoint(path, target -> PointSelection.of(target)::open, api, reads, "nan", "limit", "order");
    }

    static SeriesEndpoint ofDocuments(final V1Api api, final Reads reads) {
        return new SeriesEndpoint(SeriesPath::parse, DocumentRowWriter::source, api, reads, "limit");
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        api.requireWholeHistory();
        final SeriesPath asked = path.apply(rest);
        final RequestTarget target = exchange.target().expect(asked.isPlain() ? ranged : parameters);
        final long nowNs = api.clock().timeNs();
        final SeriesPages.Query query = new SeriesPages.Query(asked.key(), asked.range(target, nowNs), nowNs);
        reads.start(exchange, SeriesPages.of(query, rows.apply(target), api, Envelope.of(exchange, api.clock())));
    }
}
