package leela.io.http.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import leela.engine.keys.TaggedKey;
import leela.engine.runtime.Clock;
import leela.io.http.AnswerHeaders;
import leela.io.http.Api;
import leela.io.http.Envelope;
import leela.io.http.ErrorForm;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.Routes;
import leela.io.input.BodyFaults;
import leela.io.input.opentsdb.PostedPoints;
import leela.io.json.JsonEncoder;

/**
 * {@code POST /api/put}: OpenTSDB's points. 204; where some were not taken 400, with {@code summary} how many, with
 * {@code details} which.
 * Thread: the loop's.
 */
public final class OpenTsdbApi implements Api {

    private static final ErrorForm ERRORS = new ErrorForm() {
        @Override
        public String contentType() {
            return Envelope.JSON;
        }

        @Override
        public void error(final ByteBuf out, final HttpResponseStatus status, final Map<String, ?> notes) {
            ByteBufUtil.writeAscii(out, "{\"error\":{\"code\":" + status.code() + ",\"message\":");
            JsonEncoder.string(out, String.valueOf(notes.get("message")));
            ByteBufUtil.writeAscii(out, "}}");
        }
    };

    private final Door door;
    private final TaggedKey key = new TaggedKey();

    public OpenTsdbApi(final Door door) {
        this.door = door;
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addWrite(
                HttpMethod.POST,
                "/api/put",
                (exchange, rest) -> BodyWrite.start(
                        door,
                        reads,
                        exchange,
                        (body, offset, length) -> new PostedPoints(key, door.producer(), body, offset, length),
                        OpenTsdbApi::answer));
    }

    @Override
    public ErrorForm errorForm(final RequestTarget target, final String uri, final Clock clock) {
        return ERRORS;
    }

    private static void answer(final Exchange exchange, final BodyFaults faults) {
        final boolean isDetailed = exchange.target().has("details");
        if (isDetailed || exchange.target().has("summary")) {
            final ByteBuf out = exchange.allocator().buffer();
            ByteBufUtil.writeAscii(out, "{\"success\":" + faults.taken() + ",\"failed\":" + faults.rejected());
            if (isDetailed) {
                append(out, faults);
            }
            out.writeByte('}');
            final HttpResponseStatus status =
                    faults.rejected() == 0 ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST;
            exchange.whole(status, Envelope.JSON, AnswerHeaders.Caching.ERROR, out, Map.of());
        } else if (faults.rejected() == 0) {
            exchange.whole(
                    HttpResponseStatus.NO_CONTENT, "", AnswerHeaders.Caching.ERROR, Unpooled.EMPTY_BUFFER, Map.of());
        } else {
            final BodyFaults.Fault first = faults.first().get(0);
            throw HttpRefusal.ofEntries(
                    HttpResponseStatus.BAD_REQUEST,
                    Map.of(
                            "message",
                            "point " + first.place() + ": " + first.reason() + " (" + faults.taken() + " points kept, "
                                    + faults.rejected() + " dropped; ?details tells more)"));
        }
    }

    private static void append(final ByteBuf out, final BodyFaults faults) {
        String before = ",\"errors\":[";
        for (final BodyFaults.Fault fault : faults.first()) {
            ByteBufUtil.writeAscii(out, before + "{\"datapoint\":{\"index\":" + fault.place() + "},\"error\":");
            JsonEncoder.string(out, fault.reason());
            out.writeByte('}');
            before = ",";
        }
        ByteBufUtil.writeAscii(out, faults.first().isEmpty() ? ",\"errors\":[]" : "]");
    }
}
