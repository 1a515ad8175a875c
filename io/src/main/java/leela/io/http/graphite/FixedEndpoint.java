package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;

/** An answer that is always the same. Thread: the loop's. */
final class FixedEndpoint implements Endpoint {

    private final String contentType;
    private final String text;

    FixedEndpoint(final String contentType, final String text) {
        this.contentType = contentType;
        this.text = text;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final ByteBuf out = exchange.allocator().buffer();
        ByteBufUtil.writeUtf8(out, text);
        exchange.whole(HttpResponseStatus.OK, contentType, AnswerHeaders.Caching.RESULT, out, Map.of());
    }
}
