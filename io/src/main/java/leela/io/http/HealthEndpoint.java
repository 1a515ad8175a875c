package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GET /healthz: the loop still turns. GET /readyz: every part is ready, with the state of each; else 503.
 * Thread: the loop's.
 */
final class HealthEndpoint implements Endpoint {

    private final Readiness readiness;

    private HealthEndpoint(final Readiness readiness) {
        this.readiness = readiness;
    }

    static HealthEndpoint ofLife() {
        return new HealthEndpoint(List::of);
    }

    static HealthEndpoint ofReadiness(final Readiness readiness) {
        return new HealthEndpoint(readiness);
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final List<Readiness.Part> parts = readiness.parts();
        final boolean isReady = parts.stream().allMatch(Readiness.Part::isReady);
        final HttpResponseStatus status = isReady ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        final Envelope envelope = exchange.envelope();
        final ByteBuf out = exchange.allocator().buffer();
        if (isReady) {
            envelope.begin(out, status);
            appendStates(out, parts);
            envelope.end(out, Map.of());
        } else {
            envelope.error(out, status, statesOf(parts));
        }
        exchange.whole(status, envelope.contentType(), AnswerHeaders.Caching.NEVER, out, Map.of());
    }

    private static void appendStates(final ByteBuf out, final List<Readiness.Part> parts) {
        String comma = "{";
        for (final Readiness.Part part : parts) {
            ByteBufUtil.writeAscii(out, comma);
            JsonEncoder.string(out, part.name());
            out.writeByte(':');
            JsonEncoder.string(out, part.state());
            comma = ",";
        }
        ByteBufUtil.writeAscii(out, parts.isEmpty() ? "{}" : "}");
    }

    private static Map<String, String> statesOf(final List<Readiness.Part> parts) {
        final Map<String, String> states = new LinkedHashMap<>();
        parts.forEach(part -> states.put(part.name(), part.state()));
        return states;
    }
}
