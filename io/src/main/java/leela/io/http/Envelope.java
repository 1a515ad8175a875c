package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import leela.engine.runtime.Clock;
import leela.io.json.JsonEncoder;

/**
 * What stands around the results of every JSON answer: status, reason, debug, and the call of a JSONP callback.
 *
 * <pre>
 *   {"status":200,"results":…}                         {"status":200,"results":…,"debug":{"uri":…,"took_ms":…}}
 *   {"status":404,"reason":"Not Found","debug":{"message":…}}        NAME({"status":…});
 * </pre>
 *
 * Thread: immutable; any.
 * Errors: a callback that is no plain name is a 400.
 */
public final class Envelope implements ErrorForm {

    public static final String JSON = "application/json; charset=utf-8";

    /** A note that is written as it is. */
    public interface Json {
        void appendTo(ByteBuf out);
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");
    private static final int MAX_NAME = 128;
    private static final double NS_PER_MS = 1e6;
    /** Keeps what a client chose from being the first bytes of the body, where players of other formats look. */
    private static final String GUARD = "/**/";

    private final String callback;
    private final boolean isDebug;
    private final String uri;
    private final long startTicksNs;
    private final Clock clock;

    private Envelope(final String callback, final boolean isDebug, final String uri, final Clock clock) {
        this.callback = callback;
        this.isDebug = isDebug;
        this.uri = uri;
        this.clock = clock;
        this.startTicksNs = clock.ticksNs();
    }

    /** For a request whose target could not be read. */
    public static Envelope plain(final Clock clock) {
        return new Envelope("", false, "", clock);
    }

    /** As the request's parameters {@code callback} and {@code debug} ask. */
    static Envelope of(final RequestTarget target, final String uri, final Clock clock) {
        final String callback = target.text("callback");
        if (!callback.isEmpty()
                && (callback.length() > MAX_NAME || !NAME.matcher(callback).matches())) {
            throw HttpRefusal.badRequest(
                    "callback: " + callback + " (expected: a JavaScript name of at most " + MAX_NAME + " characters)");
        }
        return new Envelope(callback, target.has("debug"), uri, clock);
    }

    /** As a request's parameters {@code callback} and {@code debug} ask. */
    public static Envelope of(final Exchange exchange, final Clock clock) {
        return of(exchange.target(), exchange.uri(), clock);
    }

    @Override
    public String contentType() {
        return callback.isEmpty() ? JSON : "text/javascript; charset=utf-8";
    }

    /** Whether the client asked for timings. */
    public boolean isDebug() {
        return isDebug;
    }

    /** All before a document of our own form. */
    public void beginBare(final ByteBuf out) {
        if (!callback.isEmpty()) {
            ascii(out, GUARD + callback + "(");
        }
    }

    /** All behind it. */
    public void endBare(final ByteBuf out) {
        if (!callback.isEmpty()) {
            ascii(out, ");");
        }
    }

    /** All before the results. */
    public void begin(final ByteBuf out, final HttpResponseStatus status) {
        beginBare(out);
        ascii(out, "{\"status\":" + status.code() + ",\"results\":");
    }

    /** All behind the results; {@code notes} go under debug, together with what {@code ?debug} adds. */
    public void end(final ByteBuf out, final Map<String, ?> notes) {
        if (isDebug || !notes.isEmpty()) {
            debug(out, notes);
        }
        ascii(out, "}");
        endBare(out);
    }

    /** Answers with results; {@code notes} go under debug. */
    public void answer(
            final Exchange exchange,
            final HttpResponseStatus status,
            final Map<String, ?> notes,
            final Consumer<ByteBuf> results) {
        final ByteBuf out = exchange.allocator().buffer();
        begin(out, status);
        results.accept(out);
        end(out, notes);
        exchange.whole(status, contentType(), AnswerHeaders.cachingOf(status), out, Map.of());
    }

    @Override
    public void error(final ByteBuf out, final HttpResponseStatus status, final Map<String, ?> notes) {
        beginBare(out);
        ascii(out, "{\"status\":" + status.code() + ",\"reason\":");
        JsonEncoder.string(out, status.reasonPhrase());
        debug(out, notes);
        ascii(out, "}");
        endBare(out);
    }

    private void debug(final ByteBuf out, final Map<String, ?> notes) {
        ascii(out, ",\"debug\":{");
        String comma = "";
        for (final Map.Entry<String, ?> note : notes.entrySet()) {
            ascii(out, comma);
            JsonEncoder.string(out, note.getKey());
            ascii(out, ":");
            if (note.getValue() instanceof Json json) {
                json.appendTo(out);
            } else if (note.getValue() instanceof Number number) {
                ascii(out, number.toString());
            } else {
                JsonEncoder.string(out, note.getValue().toString());
            }
            comma = ",";
        }
        if (isDebug) {
            ascii(out, comma + "\"uri\":");
            JsonEncoder.string(out, uri);
            ascii(out, ",\"took_ms\":");
            new JsonEncoder().number(out, (clock.ticksNs() - startTicksNs) / NS_PER_MS);
        }
        ascii(out, "}");
    }

    private static void ascii(final ByteBuf out, final String text) {
        ByteBufUtil.writeAscii(out, text);
    }
}
