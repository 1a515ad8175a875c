package leela.io.http.status;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;

/** GET /metrics: the engine's own counters. Thread: the loop's. */
final class MetricsEndpoint implements Endpoint {

    private final OpenMetricsText text;

    MetricsEndpoint(final OpenMetricsText text) {
        this.text = text;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final ByteBuf out = exchange.allocator().buffer();
        text.appendTo(out);
        exchange.whole(HttpResponseStatus.OK, OpenMetricsText.CONTENT_TYPE, AnswerHeaders.Caching.NEVER, out, Map.of());
    }
}
