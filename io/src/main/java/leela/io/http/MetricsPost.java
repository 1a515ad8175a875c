package leela.io.http;

/** POST /v1/KEY: one metric or a list of them, into the ring. Thread: the loop's. */
final class MetricsPost implements Endpoint {

    private final Writing writing;

    MetricsPost(final Writing writing) {
        this.writing = writing;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final byte[] key = Writing.keyOf(rest);
        final long nowNs = writing.nowNs();
        writing.write(exchange, key, nowNs, () -> MetricBatch.read(exchange.body(), key, nowNs));
    }
}
