package leela.io.http.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import leela.io.http.AnswerHeaders;
import leela.io.http.Api;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.Routes;
import leela.io.input.BodyFaults;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.PostedBodies;
import leela.io.json.JsonEncoder;

/**
 * {@code POST /v1/collectd}: what collectd's write_http sends. 204 where all was taken; 200 with the reasons where some
 * was not; 400 where nothing was.
 * Thread: the loop's.
 */
public final class CollectdApi implements Api {

    private static final String RATES = "store_rates";

    private final Door door;
    private final PostedBodies bodies;

    public CollectdApi(final Door door, final CollectdSettings settings) {
        this.door = door;
        bodies = new PostedBodies(settings, door.producer(), door.counters());
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addWrite(HttpMethod.POST, "/v1/collectd", (exchange, rest) -> {
            final boolean areRates = areRates(exchange);
            BodyWrite.start(
                    door,
                    reads,
                    exchange,
                    (body, offset, length) -> bodies.open(body, offset, length, areRates),
                    this::answer);
        });
    }

    private static boolean areRates(final Exchange exchange) {
        final String text = exchange.target().expect(RATES).text(RATES);
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            throw HttpRefusal.badRequest(RATES + ": " + text + " (expected: true or false)");
        }
        return text.equals("true");
    }

    private void answer(final Exchange exchange, final BodyFaults faults) {
        if (faults.rejected() == 0) {
            exchange.whole(
                    HttpResponseStatus.NO_CONTENT, "", AnswerHeaders.Caching.ERROR, Unpooled.EMPTY_BUFFER, Map.of());
            return;
        }
        final Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("message", faults.first().get(0).reason());
        notes.put("accepted", faults.taken());
        notes.put("rejected", faults.rejected());
        notes.put("errors", (Envelope.Json) out -> append(out, faults));
        if (faults.taken() == 0) {
            throw HttpRefusal.ofEntries(HttpResponseStatus.BAD_REQUEST, notes);
        }
        Envelope.of(exchange, door.clock())
                .answer(exchange, HttpResponseStatus.OK, notes, out -> ByteBufUtil.writeAscii(out, "{}"));
    }

    private static void append(final ByteBuf out, final BodyFaults faults) {
        String before = "[";
        for (final BodyFaults.Fault fault : faults.first()) {
            ByteBufUtil.writeAscii(out, before + "{\"index\":" + fault.place() + ",\"reason\":");
            JsonEncoder.string(out, fault.reason());
            out.writeByte('}');
            before = ",";
        }
        ByteBufUtil.writeAscii(out, "]");
    }
}
