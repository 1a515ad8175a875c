package leela.io.http.v1;

import leela.engine.ring.Limits;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.Reads;
import leela.io.http.v1.range.SeriesPath;
import leela.io.http.v1.range.TimeRange;

/**
 * GET of the newest point of a key.
 * Thread: the loop's; reading is the workers'.
 */
final class LastEndpoint implements Endpoint {

    private final V1Api api;
    private final Reads reads;

    LastEndpoint(final V1Api api, final Reads reads) {
        this.api = api;
        this.reads = reads;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        api.requireWholeHistory();
        final PointSelection selection = PointSelection.last(exchange.target().expect("nan"));
        final SeriesPages.Query query = new SeriesPages.Query(
                SeriesPath.ofKey(rest).key(),
                new TimeRange(0, Limits.MAX_TIME_NS),
                api.clock().timeNs());
        reads.start(exchange, SeriesPages.of(query, selection::open, api, Envelope.of(exchange, api.clock())));
    }
}
