package leela.io.http.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.runtime.Clock;
import leela.io.http.AnswerHeaders;
import leela.io.http.Api;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.ErrorForm;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.Routes;
import leela.io.input.BodyFaults;
import leela.io.input.influx.InfluxBody;
import leela.io.input.influx.LineDecoder;
import leela.io.input.influx.Precision;
import leela.io.json.JsonEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What clients of InfluxDB ask: {@code /write} of its first version, {@code /api/v2/write} of its second, and what they
 * ask before they write. Names of databases, organisations and buckets are not looked at.
 * Thread: the loop's.
 */
public final class InfluxApi implements Api {

    private static final String V2 = "/api/v2/";
    private static final String JSON = "application/json";

    private final Door door;
    private final String version;
    private final LineDecoder lines;

    public InfluxApi(final Door door, final String version) {
        this.door = door;
        this.version = version;
        lines = new LineDecoder(door.producer(), door.counters());
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        final Endpoint write = (exchange, rest) -> {
            final Precision precision = precision(exchange.target());
            BodyWrite.start(
                    door,
                    reads,
                    exchange,
                    (body, offset, length) -> new InfluxBody(lines, new UnsafeBuffer(body, offset, length), precision),
                    InfluxApi::answer);
        };
        final InfluxQuery query = new InfluxQuery();
        routes.addWrite(HttpMethod.POST, "/write", write)
                .addWrite(HttpMethod.POST, V2 + "write", write)
                .addWrite(HttpMethod.GET, "/query", (exchange, rest) -> query.serve(exchange))
                .addWrite(HttpMethod.POST, "/query", (exchange, rest) -> query.serve(exchange))
                .addOpen(HttpMethod.GET, "/ping", (exchange, rest) -> ping(exchange))
                .addOpen(HttpMethod.GET, "/health", (exchange, rest) -> health(exchange));
    }

    @Override
    public boolean takesPasswordParameter() {
        return true;
    }

    @Override
    public ErrorForm errorForm(final RequestTarget target, final String uri, final Clock clock) {
        return target.path().startsWith(V2) ? Errors.SECOND : Errors.FIRST;
    }

    private static Precision precision(final RequestTarget target) {
        final String name = target.text("precision");
        final Precision precision = Precision.of(name);
        if (precision == null) {
            throw HttpRefusal.badRequest("precision: " + name + " (expected: ns, us, ms, s, m or h)");
        }
        return precision;
    }

    private static void answer(final Exchange exchange, final BodyFaults faults) {
        if (faults.rejected() == 0) {
            empty(exchange, Map.of());
            return;
        }
        final StringBuilder message = new StringBuilder(faults.taken() > 0 ? "partial write: " : "unable to parse: ");
        String before = "";
        for (final BodyFaults.Fault fault : faults.first()) {
            message.append(before).append(fault.reason());
            before = "; ";
        }
        message.append(" (")
                .append(faults.taken())
                .append(" points kept, ")
                .append(faults.rejected())
                .append(" dropped)");
        throw HttpRefusal.ofEntries(HttpResponseStatus.BAD_REQUEST, Map.of("message", message.toString()));
    }

    private static void empty(final Exchange exchange, final Map<CharSequence, String> headers) {
        exchange.whole(HttpResponseStatus.NO_CONTENT, "", AnswerHeaders.Caching.ERROR, Unpooled.EMPTY_BUFFER, headers);
    }

    /** Clients look at the version, and take what has none for something else. */
    private void ping(final Exchange exchange) {
        empty(exchange, Map.of("x-influxdb-version", "1.8.10-leela-" + version, "x-influxdb-build", "OSS"));
    }

    private void health(final Exchange exchange) {
        final ByteBuf out = exchange.allocator().buffer();
        ByteBufUtil.writeAscii(
                out, "{\"name\":\"influxdb\",\"message\":\"ready for writes\",\"checks\":[],\"status\":");
        ByteBufUtil.writeAscii(out, "\"pass\",\"version\":");
        JsonEncoder.string(out, version);
        out.writeByte('}');
        exchange.whole(HttpResponseStatus.OK, JSON, AnswerHeaders.Caching.ERROR, out, Map.of());
    }

    /** A message in one member of an object; the second version has a code beside it. Thread: immutable. */
    private enum Errors implements ErrorForm {
        FIRST,
        SECOND;

        @Override
        public String contentType() {
            return Envelope.JSON;
        }

        @Override
        public void error(final ByteBuf out, final HttpResponseStatus status, final Map<String, ?> notes) {
            ByteBufUtil.writeAscii(
                    out, this == FIRST ? "{\"error\":" : "{\"code\":\"" + code(status) + "\",\"message\":");
            JsonEncoder.string(out, String.valueOf(notes.get("message")));
            out.writeByte('}');
        }

        private static String code(final HttpResponseStatus status) {
            return switch (status.code()) {
                case 401 -> "unauthorized";
                case 403 -> "forbidden";
                case 404 -> "not found";
                case 405 -> "method not allowed";
                case 413 -> "request too large";
                case 429 -> "too many requests";
                case 500 -> "internal error";
                case 503, 507 -> "unavailable";
                default -> "invalid";
            };
        }
    }
}
