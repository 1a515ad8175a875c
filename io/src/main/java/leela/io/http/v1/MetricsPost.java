package leela.io.http.v1;

import java.util.function.Function;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;
import leela.io.http.v1.range.SeriesPath;

/** POST /v1/KEY: one metric or a list of them, into the ring. Thread: the loop's. */
final class MetricsPost implements Endpoint {

    private final Function<String, SeriesPath> path;
    private final EntryWrites writes;

    /** {@code path} reads what stands behind the route. */
    MetricsPost(final Function<String, SeriesPath> path, final EntryWrites writes) {
        this.path = path;
        this.writes = writes;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        exchange.target().expect();
        final byte[] key = EntryWrites.keyOf(path.apply(rest));
        final long nowNs = writes.nowNs();
        writes.write(exchange, key, nowNs, body -> MetricBatch.read(body, key, nowNs));
    }
}
