package leela.io.http;

/** POST and PUT /v1/data/KEY: one document or a list of them, into the ring. Thread: the loop's. */
final class DocumentsPost implements Endpoint {

    private final Writing writing;

    DocumentsPost(final Writing writing) {
        this.writing = writing;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final byte[] key = Writing.keyOf(rest);
        final long nowNs = writing.nowNs();
        writing.write(exchange, key, nowNs, () -> DocumentBatch.read(exchange.body(), key, nowNs));
    }
}
