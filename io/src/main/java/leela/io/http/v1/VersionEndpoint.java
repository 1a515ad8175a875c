package leela.io.http.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.Clock;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Envelope;
import leela.io.http.Exchange;
import leela.io.json.JsonEncoder;

/** GET /v1/version: {@code {"version":"x.y.z","major":x,"minor":y,"build":z}}. Thread: the loop's. */
final class VersionEndpoint implements Endpoint {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(\\D.*)?");

    private final Clock clock;
    private final String version;
    private final String numbers;

    VersionEndpoint(final String version, final Clock clock) {
        this.clock = clock;
        final Matcher form = FORM.matcher(version);
        if (!form.matches()) {
            throw new IllegalArgumentException("version: " + version + " (expected: x.y.z)");
        }
        this.version = version;
        this.numbers =
                ",\"major\":" + form.group(1) + ",\"minor\":" + form.group(2) + ",\"build\":" + form.group(3) + "}";
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        exchange.target().expect();
        final ByteBuf out = exchange.allocator().buffer();
        final Envelope envelope = Envelope.of(exchange, clock);
        envelope.beginBare(out);
        ByteBufUtil.writeAscii(out, "{\"version\":");
        JsonEncoder.string(out, version);
        ByteBufUtil.writeAscii(out, numbers);
        envelope.endBare(out);
        exchange.whole(HttpResponseStatus.OK, envelope.contentType(), AnswerHeaders.Caching.RESULT, out, Map.of());
    }
}
