package leela.io.http.status;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import leela.engine.runtime.Clock;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.json.JsonEncoder;

/**
 * GET /healthz: the loop still turns. GET /readyz: every part is ready, with the state of each; else 503.
 * Thread: the loop's.
 */
final class HealthEndpoint implements Endpoint {

    private final Readiness readiness;

    private final Clock clock;

    private HealthEndpoint(final Readiness readiness, final Clock clock) {
        this.readiness = readiness;
        this.clock = clock;
    }

    static HealthEndpoint ofLife(final Clock clock) {
        return new HealthEndpoint(List::of, clock);
    }

    static HealthEndpoint ofReadiness(final Readiness readiness, final Clock clock) {
        return new HealthEndpoint(readiness, clock);
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final List<Readiness.Part> parts = readiness.parts();
        final boolean isReady = parts.stream().allMatch(Readiness.Part::isReady);
        final HttpResponseStatus status = isReady ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        final Envelope envelope = Envelope.of(exchange, clock);
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
        states.put(
                "message",
                "not ready: "
                        + parts.stream()
                                .filter(part -> !part.isReady())
                                .map(part -> part.name() + " " + part.state())
                                .collect(Collectors.joining("; ")));
        parts.forEach(part -> states.put(part.name(), part.state()));
        return states;
    }
}
