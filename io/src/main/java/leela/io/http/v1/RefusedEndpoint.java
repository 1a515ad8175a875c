package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.refusal.Refusal;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.json.JsonEncoder;

/**
 * GET /v1/refused: what was not taken of late, the newest first.
 * Thread: the loop's.
 *
 * <pre>
 *   {"status":200,"results":{"refused":[{"time":1795388415.031,"source":"udp","cause":"malformed",…}]}}
 * </pre>
 */
record RefusedEndpoint(V1Api api) implements Endpoint {

    @Override
    public void serve(final Exchange exchange, final String rest) {
        exchange.target().expect();
        final Envelope envelope = Envelope.of(exchange, api.clock());
        final ByteBuf out = exchange.allocator().buffer();
        envelope.begin(out, HttpResponseStatus.OK);
        String before = "{\"refused\":[";
        for (final Refusal refusal : api.refusals().newestFirst()) {
            ByteBufUtil.writeAscii(out, before);
            append(out, refusal);
            before = ",";
        }
        ByteBufUtil.writeAscii(out, before.equals(",") ? "]}" : before + "]}");
        envelope.end(out, Map.of());
        exchange.whole(HttpResponseStatus.OK, envelope.contentType(), AnswerHeaders.Caching.NEVER, out, Map.of());
    }

    private static void append(final ByteBuf out, final Refusal refusal) {
        ByteBufUtil.writeAscii(out, "{\"time\":");
        new JsonEncoder().seconds(out, refusal.timeNs());
        text(out, "source", refusal.source());
        text(out, "cause", refusal.cause());
        text(out, "sender", refusal.sender());
        text(out, "key", refusal.key());
        text(out, "reason", refusal.reason());
        ByteBufUtil.writeAscii(out, ",\"position\":" + refusal.position());
        text(out, "bytes", refusal.bytes());
        ByteBufUtil.writeAscii(out, "}");
    }

    private static void text(final ByteBuf out, final String name, final String value) {
        ByteBufUtil.writeAscii(out, ",\"" + name + "\":");
        JsonEncoder.string(out, value);
    }
}
