package leela.io.http;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import leela.io.http.access.AccessRules;
import leela.io.http.access.Right;
import leela.io.http.access.SiteRules;
import leela.io.http.intake.FewHeaders;

/** What is asked of a request before its body is read. Thread: any; stateless. */
final class RequestChecks {

    private RequestChecks() {}

    /** Whether the client ended in the middle of the head: there is nobody to answer. */
    static boolean isCutShort(final HttpRequest head) {
        return head.decoderResult().cause() instanceof PrematureChannelClosureException;
    }

    /** Why the request is refused, or null where it is not; {@code target} is null where it could not be read. */
    static HttpRefusal refusalOf(
            final HttpRequest head,
            final RequestTarget target,
            final HttpConnection.Context context,
            final InetAddress peer) {
        if (!context.access().admits(peer, context.clock().ticksNs())) {
            context.counters().increment(HttpCounter.RATE);
            return new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS, "more requests a second than an address may send");
        }
        if (head.decoderResult().isFailure()) {
            return refusalOf(head.decoderResult().cause());
        }
        final String fault = context.sites().faultOfHost(head);
        if (fault != null) {
            return HttpRefusal.badRequest(fault);
        }
        final String refusal = refusalOf(head, target, context.sites());
        if (refusal != null) {
            context.counters().increment(HttpCounter.FOREIGN_SITE);
            return new HttpRefusal(HttpResponseStatus.FORBIDDEN, refusal);
        }
        final HttpRefusal unwelcome =
                isOpenToAll(head, target, context.router()) ? null : unwelcome(head, target, context);
        if (unwelcome != null) {
            return unwelcome;
        }
        final long length = HttpUtil.getContentLength(head, 0L);
        if (length > context.maxBody()) {
            return tooLarge(context.maxBody());
        }
        return length > 0 ? refusalOfBody(head, context.router()) : null;
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

    private static String refusalOf(final HttpRequest head, final RequestTarget target, final SiteRules sites) {
        final String refusal = sites.refusalOf(head);
        return refusal == null && target != null && target.has("callback") ? sites.refusalOfScript(head) : refusal;
    }

    static HttpRefusal tooLarge(final int maxBody) {
        return new HttpRefusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body: more than " + maxBody + " bytes");
    }

    static boolean expectsContinue(final HttpRequest head) {
        return HttpUtil.is100ContinueExpected(head);
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
    private static HttpRefusal unwelcome(
            final HttpRequest head, final RequestTarget target, final HttpConnection.Context context) {
        return unwelcome(
                head, target, target == null ? null : context.router().rightFor(head.method(), target.path()), context);
    }

    /** Why the token that is shown has not this right, or null where it has. */
    static HttpRefusal unwelcome(
            final HttpRequest head,
            final RequestTarget target,
            final Right right,
            final HttpConnection.Context context) {
        final AccessRules.Refusal refusal = context.access()
                .refusalOf(
                        head.headers().get(HttpHeaderNames.AUTHORIZATION),
                        passwordParameter(target, context),
                        right,
                        context.clock().timeNs());
        if (refusal == AccessRules.Refusal.NO_TOKEN) {
            context.counters().increment(HttpCounter.NO_TOKEN);
            return new HttpRefusal(
                    HttpResponseStatus.UNAUTHORIZED, "this engine wants a token: Authorization: Bearer TOKEN");
        }
        if (refusal == AccessRules.Refusal.NO_RIGHT) {
            context.counters().increment(HttpCounter.NO_RIGHT);
            return new HttpRefusal(HttpResponseStatus.FORBIDDEN, "this token has no right to " + right.text());
        }
        return null;
    }

    private static byte[] passwordParameter(final RequestTarget target, final HttpConnection.Context context) {
        return target != null && context.router().apiOf(target.path()).takesPasswordParameter()
                ? target.bytes("p")
                : AccessRules.noParameter();
    }

    /** Browsers ask for leave without a token. */
    private static boolean isOpenToAll(final HttpRequest head, final RequestTarget target, final Router router) {
        return head.method().equals(HttpMethod.OPTIONS)
                || target != null && router.isOpen(head.method(), target.path());
    }
}
