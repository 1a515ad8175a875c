package leela.io.http.v1.query;

import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.Reads;

/**
 * GET /v1/query.
 * Thread: the loop's; reading is the workers'.
 */
final class QueryEndpoint implements Endpoint {

    private final QueryApi api;
    private final Reads reads;

    QueryEndpoint(final QueryApi api, final Reads reads) {
        this.api = api;
        this.reads = reads;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        api.requireWholeHistory();
        final Query query =
                Query.of(exchange.target(), api.patterns(), api.clock().timeNs());
        reads.start(exchange, new QueryPages(api, query, Envelope.of(exchange, api.clock()), reads::help));
    }
}
