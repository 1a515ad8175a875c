package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.runtime.Clock;

/** An API of three routes whose errors are plain text: all that another kind of client takes to be served. */
final class ToyApi implements Api {

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addRead(HttpMethod.GET, "/toy", ToyApi::greet)
                .addRead(HttpMethod.GET, "/toy/large", ToyApi::overwhelm)
                .addRead(HttpMethod.GET, "/toy/", (exchange, rest) -> {
                    throw HttpRefusal.notFound("no toy of this name: " + rest);
                });
    }

    @Override
    public ErrorForm errorForm(final RequestTarget target, final String uri, final Clock clock) {
        return new PlainText();
    }

    private static void overwhelm(final Exchange exchange, final String rest) {
        exchange.whole(
                HttpResponseStatus.OK,
                "text/plain",
                AnswerHeaders.Caching.NEVER,
                Unpooled.wrappedBuffer(new byte[HttpLimits.FREE_ANSWER]),
                Map.of());
    }

    private static void greet(final Exchange exchange, final String rest) {
        final ByteBuf out = exchange.allocator().buffer();
        ByteBufUtil.writeAscii(out, "a toy\n");
        exchange.whole(HttpResponseStatus.OK, "text/plain", AnswerHeaders.Caching.NEVER, out, Map.of());
    }

    private record PlainText() implements ErrorForm {

        @Override
        public String contentType() {
            return "text/plain";
        }

        @Override
        public void error(final ByteBuf out, final HttpResponseStatus status, final Map<String, ?> notes) {
            ByteBufUtil.writeUtf8(out, status.code() + " " + notes.get("message") + "\n");
        }
    }
}
