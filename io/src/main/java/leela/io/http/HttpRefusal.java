package leela.io.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import leela.engine.history.AmbiguousKeyException;
import leela.io.json.JsonEncoder;

/**
 * A request that gets an error for an answer: an expected outcome, so it carries no stack trace.
 * Thread: immutable.
 */
public final class HttpRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;
    private final transient Map<CharSequence, String> headers;
    private final transient Map<String, ?> notes;
    private final boolean isOfEntries;

    private HttpRefusal(
            final HttpResponseStatus status,
            final Map<CharSequence, String> headers,
            final Map<String, ?> notes,
            final boolean isOfEntries) {
        super(null, null, false, false);
        this.status = status;
        this.headers = headers;
        this.notes = notes;
        this.isOfEntries = isOfEntries;
    }

    /** {@code message}: one plain sentence, or {@code what: value (expected: …)}. */
    public HttpRefusal(final HttpResponseStatus status, final String message) {
        this(status, headersOf(status), Map.of("message", message), false);
    }

    /** With facts for the client's eyes. */
    public HttpRefusal(final HttpResponseStatus status, final Map<String, ?> notes) {
        this(status, headersOf(status), notes, false);
    }

    /** Of a write whose entries were refused and counted, each by its cause. */
    public static HttpRefusal ofEntries(final HttpResponseStatus status, final Map<String, ?> notes) {
        return new HttpRefusal(status, headersOf(status), notes, true);
    }

    public static HttpRefusal badRequest(final String message) {
        return new HttpRefusal(HttpResponseStatus.BAD_REQUEST, message);
    }

    public static HttpRefusal notFound(final String message) {
        return new HttpRefusal(HttpResponseStatus.NOT_FOUND, message);
    }

    /** The key asked for may be several, which are named. */
    static HttpRefusal of(final AmbiguousKeyException several) {
        final Envelope.Json keys = out -> {
            String before = "[";
            for (final byte[] key : several.keys()) {
                ByteBufUtil.writeAscii(out, before);
                JsonEncoder.string(out, PercentText.key(key));
                before = ",";
            }
            ByteBufUtil.writeAscii(out, "]");
        };
        final Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("message", several.getMessage());
        notes.put("keys", keys);
        return new HttpRefusal(HttpResponseStatus.MULTIPLE_CHOICES, notes);
    }

    /** For what the client has no part in; the log knows more. */
    static HttpRefusal fault() {
        return new HttpRefusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "a fault of the engine; its log says which");
    }

    /** Others have all the memory there is for requests. */
    static HttpRefusal noMemory() {
        return new HttpRefusal(
                HttpResponseStatus.SERVICE_UNAVAILABLE, "the memory for requests is used up just now; try again");
    }

    /** {@code allowed}: the methods that are, separated by commas. */
    public static HttpRefusal methodNotAllowed(final String allowed) {
        return new HttpRefusal(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                Map.of(HttpHeaderNames.ALLOW, allowed),
                Map.of("message", "this path takes " + allowed),
                false);
    }

    private static Map<CharSequence, String> headersOf(final HttpResponseStatus status) {
        return switch (status.code()) {
            case 401 -> Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            case 429, 503, 507 -> Map.of(HttpHeaderNames.RETRY_AFTER, "1");
            default -> Map.of();
        };
    }

    /** Whether the refusals of its entries are kept. */
    boolean isOfEntries() {
        return isOfEntries;
    }

    @Override
    public String getMessage() {
        return status.toString() + notes;
    }

    public HttpResponseStatus status() {
        return status;
    }

    /** Headers that the status brings with it. */
    Map<CharSequence, String> headers() {
        return headers;
    }

    /** What goes under {@code debug}. */
    public Map<String, ?> notes() {
        return notes;
    }
}
