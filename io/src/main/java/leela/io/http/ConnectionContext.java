package leela.io.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import leela.engine.counters.Counters;
import leela.engine.refusal.Evidence;
import leela.engine.runtime.Clock;
import leela.engine.runtime.PrintableText;
import leela.io.http.access.AccessRules;
import leela.io.http.access.Right;
import leela.io.http.access.ShownToken;
import leela.io.http.access.SiteRules;
import leela.io.http.access.Tokens;
import leela.io.http.intake.FewHeaders;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What all connections share, with what is asked of a request before its body is read, and what is noted of its answer.
 * Thread: the loop's.
 */
record ConnectionContext(
        Router router,
        AnswerHeaders headers,
        AccessRules access,
        SiteRules sites,
        int maxBody,
        Counters counters,
        Clock clock,
        OpenConnections open,
        Evidence evidence,
        ErrorHandler onError) {

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);
    /** Told to who is in the middle of an answer. */
    static final String REVOKED = "the token of this request is not in force any more";

    /** Characters of a request in the log. */
    private static final int SHOWN = 500;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Whether the client ended in the middle of the head: there is nobody to answer. */
    static boolean isCutShort(final HttpRequest head) {
        return head.decoderResult().cause() instanceof PrematureChannelClosureException;
    }

    /** Why the request is refused, or null where it is not; {@code target} is null where it could not be read. */
    HttpRefusal refusalOf(final HttpRequest head, final RequestTarget target, final InetAddress peer) {
        if (!access.admits(peer, clock.ticksNs())) {
            counters.increment(HttpCounter.RATE);
            return new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS, "more requests a second than an address may send");
        }
        if (head.decoderResult().isFailure()) {
            return refusalOf(head.decoderResult().cause());
        }
        final String fault = sites.faultOfHost(head);
        if (fault != null) {
            return HttpRefusal.badRequest(fault);
        }
        final String refusal = refusalOf(head, target, sites, router);
        if (refusal != null) {
            counters.increment(HttpCounter.FOREIGN_SITE);
            return new HttpRefusal(HttpResponseStatus.FORBIDDEN, refusal);
        }
        final HttpRefusal unwelcome = isOpenToAll(head, target, router) ? null : unwelcome(head, target);
        if (unwelcome != null) {
            return unwelcome;
        }
        final long length = HttpUtil.getContentLength(head, 0L);
        if (length > maxBody) {
            return tooLarge(maxBody);
        }
        return length > 0 ? refusalOfBody(head, router) : null;
    }

    /** Why a body is not read, or null where it is: on most paths nobody would look at it. */
    static HttpRefusal refusalOfBody(final HttpRequest head, final Router router) {
        try {
            return router.refusalOfBody(
                    head.method(), RequestTarget.parse(head.uri()).path());
        } catch (final HttpRefusal unreadable) {
            return unreadable;
        }
    }

    private static String refusalOf(
            final HttpRequest head, final RequestTarget target, final SiteRules sites, final Router router) {
        final boolean isRead = READS.contains(head.method())
                || target != null && router.rightFor(head.method(), target.path()) == Right.READ;
        final String refusal = sites.refusalOf(head, isRead);
        return refusal == null && target != null && target.has("callback") ? sites.refusalOfScript(head) : refusal;
    }

    static HttpRefusal tooLarge(final int maxBody) {
        return new HttpRefusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body: more than " + maxBody + " bytes");
    }

    /** Tells the client to send its body, where it waits for that. */
    static void continueIfExpected(final HttpRequest head, final ChannelHandlerContext ctx) {
        if (HttpUtil.is100ContinueExpected(head)) {
            // past the encoder, which would take it for the answer
            ctx.pipeline()
                    .context(HttpServerCodec.class)
                    .writeAndFlush(Unpooled.wrappedBuffer(CONTINUE))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private static HttpRefusal refusalOf(final Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new HttpRefusal(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "request line: more than " + HttpLimits.MAX_LINE + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new HttpRefusal(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "headers: more than " + HttpLimits.MAX_HEADERS + " bytes, or than " + FewHeaders.MOST);
        }
        return HttpRefusal.badRequest("this is no HTTP request");
    }

    /** Why the token that is shown does not open the path, or null where it does. */
    private HttpRefusal unwelcome(final HttpRequest head, final RequestTarget target) {
        return unwelcome(head, target, target == null ? null : router.rightFor(head.method(), target.path()));
    }

    /** Refuses a request whose token may not read. */
    void requireRead(final HttpRequest head, final RequestTarget target) {
        final HttpRefusal refusal = unwelcome(head, target, Right.READ);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Why the token that is shown has not this right, or null where it has. */
    HttpRefusal unwelcome(final HttpRequest head, final RequestTarget target, final Right right) {
        final String header = head.headers().get(HttpHeaderNames.AUTHORIZATION);
        final byte[] parameter = passwordParameter(target);
        final AccessRules.Refusal refusal = access.refusalOf(header, parameter, right, clock.timeNs());
        if (refusal == AccessRules.Refusal.NO_TOKEN) {
            counters.increment(HttpCounter.NO_TOKEN);
            return ShownToken.in(header).length == 0 && parameter.length == 0
                    ? new HttpRefusal(
                            HttpResponseStatus.UNAUTHORIZED, "this engine wants a token: Authorization: Bearer TOKEN")
                    : unknownToken();
        }
        if (refusal == AccessRules.Refusal.NO_RIGHT) {
            counters.increment(HttpCounter.NO_RIGHT);
            return new HttpRefusal(HttpResponseStatus.FORBIDDEN, "this token has no right to " + right.text());
        }
        return null;
    }

    static HttpRefusal unknownToken() {
        return new HttpRefusal(
                HttpResponseStatus.UNAUTHORIZED,
                "this engine does not know the token that was shown: no line of http.token_file is its");
    }

    /** Whether the token of this request opened its path by these, and does so no more. */
    boolean isRevoked(final HttpRequest head, final Tokens former) {
        final RequestTarget target = RequestTarget.of(head);
        if (isOpenToAll(head, target, router)) {
            return false;
        }
        return access.isRevoked(
                head.headers().get(HttpHeaderNames.AUTHORIZATION),
                passwordParameter(target),
                target == null ? null : router.rightFor(head.method(), target.path()),
                former);
    }

    private byte[] passwordParameter(final RequestTarget target) {
        return target != null && router.apiOf(target.path()).takesPasswordParameter()
                ? target.bytes("p")
                : AccessRules.noParameter();
    }

    /** Browsers ask for leave without a token. */
    private static boolean isOpenToAll(final HttpRequest head, final RequestTarget target, final Router router) {
        return head.method().equals(HttpMethod.OPTIONS)
                || target != null && router.isOpen(head.method(), target.path());
    }

    // ---- what is noted of its answer

    /** An exception that is no refusal. */
    void onFault(final Throwable fault) {
        counters.increment(HttpCounter.ERRORS);
        onError.onError(fault);
    }

    void onAnswer(final HttpResponseStatus status) {
        counters.increment(
                switch (status.codeClass()) {
                    case CLIENT_ERROR -> HttpCounter.REFUSED;
                    case SERVER_ERROR -> HttpCounter.FAILED;
                    default -> HttpCounter.ANSWERED;
                });
    }

    /** Its answer is out, so long after it had come. */
    void onServed(final Exchange exchange, final HttpRequest request, final long durationNs) {
        final RequestTarget target = exchange.target();
        final String path = target == null ? "" : target.path();
        router.record(request.method(), path, durationNs);
        router.times()
                .tell(
                        durationNs,
                        clock.ticksNs(),
                        () -> "client=" + exchange.client() + " token="
                                + access.nameOf(request.headers().get(HttpHeaderNames.AUTHORIZATION), clock.timeNs()),
                        // a password may be among the parameters
                        () -> shown(request.method() + " "
                                + (router.apiOf(path).takesPasswordParameter() ? path : request.uri())));
    }

    private static String shown(final String request) {
        return PrintableText.of(request.length() > SHOWN ? request.substring(0, SHOWN) + "…" : request)
                .replace('"', '\'');
    }

    /** It is refused what it asked for. */
    void onRefused(final Exchange exchange, final HttpRefusal refusal) {
        if (WRITES.contains(exchange.method()) && !refusal.isOfEntries()) {
            keep(exchange, refusal);
        }
    }

    /** Notes who was refused what; entries that are refused are noted one by one. */
    void keep(final Exchange exchange, final HttpRefusal refusal) {
        final HttpCounter cause = refusal.status().code() < 500 ? HttpCounter.REFUSED : HttpCounter.FAILED;
        final long nowNs = clock.timeNs();
        if (evidence.isWanted(cause, nowNs)) {
            final byte[] asked = (exchange.method() + " " + exchange.uri()).getBytes(StandardCharsets.UTF_8);
            evidence.sender(exchange::client, exchange::account);
            evidence.begin(new UnsafeBuffer(asked), asked.length);
            final String reason = refusal.status() + ": " + refusal.notes().get("message");
            evidence.keep(cause, nowNs, reason, new byte[0]);
        }
    }

    /** As the API of the request's path writes errors; {@code target} is null where that could not be read. */
    ErrorForm errorForm(final RequestTarget target, final String uri) {
        try {
            return target == null
                    ? Envelope.plain(clock)
                    : router.apiOf(target.path()).errorForm(target, uri, clock);
        } catch (final HttpRefusal refusal) {
            return Envelope.plain(clock);
        }
    }

    /** The answer to who connects beyond the bound. */
    FullHttpResponse tooManyConnections(final ByteBufAllocator allocator) {
        final FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE, allocator.buffer());
        Envelope.plain(clock)
                .error(
                        response.content(),
                        response.status(),
                        new HttpRefusal(response.status(), "too many connections").notes());
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Envelope.JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headers.addTo(response.headers(), AnswerHeaders.Caching.ERROR);
        return response;
    }
}
