package leela.io.http.v1;

import leela.io.http.Endpoint;
import leela.io.http.Exchange;
import leela.io.http.v1.range.SeriesPath;

/** POST and PUT /v1/data/KEY: one document or a list of them, into the ring. Thread: the loop's. */
final class DocumentsPost implements Endpoint {

    private final EntryWrites writes;

    DocumentsPost(final EntryWrites writes) {
        this.writes = writes;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        exchange.target().expect();
        final byte[] key = EntryWrites.keyOf(SeriesPath.parse(rest));
        final long nowNs = writes.nowNs();
        writes.write(exchange, key, nowNs, body -> DocumentBatch.read(body, key, nowNs));
    }
}
