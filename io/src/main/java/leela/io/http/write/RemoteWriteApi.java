package leela.io.http.write;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import java.util.Map;
import leela.engine.runtime.Clock;
import leela.io.http.AnswerHeaders;
import leela.io.http.Api;
import leela.io.http.ErrorForm;
import leela.io.http.Exchange;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.Routes;
import leela.io.input.BodyFaults;
import leela.io.input.prometheus.WriteRequestBody;

/**
 * {@code POST /api/v1/write}: Prometheus' remote write 1.0. 204; 400 for what must not be sent again, 503 and 507 with
 * Retry-After for what should; 415 for version 2.0, upon which a client goes back to 1.0.
 * Thread: the loop's.
 */
public final class RemoteWriteApi implements Api {

    private static final String SECOND_VERSION = "io.prometheus.write.v2";

    private final Door door;
    private final WriteRequestBody.Labels labels = new WriteRequestBody.Labels();

    public RemoteWriteApi(final Door door) {
        this.door = door;
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        routes.addWrite(HttpMethod.POST, "/api/v1/write", (exchange, rest) -> {
            refuseSecondVersion(exchange);
            BodyWrite.start(
                    door,
                    reads,
                    exchange,
                    (body, offset, length) ->
                            new WriteRequestBody(labels, door.producer(), door.counters(), body, offset, length),
                    RemoteWriteApi::answer);
        });
    }

    private static void refuseSecondVersion(final Exchange exchange) {
        if (exchange.contentType().toLowerCase(Locale.ROOT).contains(SECOND_VERSION)) {
            throw new HttpRefusal(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "remote write 2.0 is not taken (expected: 1.0)");
        }
    }

    @Override
    public ErrorForm errorForm(final RequestTarget target, final String uri, final Clock clock) {
        return ErrorForm.TEXT;
    }

    private static void answer(final Exchange exchange, final BodyFaults faults) {
        if (faults.rejected() > 0) {
            final BodyFaults.Fault first = faults.first().get(0);
            throw HttpRefusal.ofEntries(
                    HttpResponseStatus.BAD_REQUEST,
                    Map.of(
                            "message",
                            "series " + first.place() + ": " + first.reason() + " (" + faults.taken()
                                    + " samples kept, " + faults.rejected() + " dropped)"));
        }
        exchange.whole(HttpResponseStatus.NO_CONTENT, "", AnswerHeaders.Caching.ERROR, Unpooled.EMPTY_BUFFER, Map.of());
    }
}
