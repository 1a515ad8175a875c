package leela.io.http;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
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
            final HttpRequest head, final RequestTarget target, final HttpConnection.Context context) {
        if (head.decoderResult().isFailure()) {
            return refusalOf(head.decoderResult().cause());
        }
        final String fault = context.sites().faultOfHost(head);
        if (fault != null) {
            return HttpRefusal.badRequest(fault);
        }
        final String refusal = refusalOf(head, target, context.sites());
        if (refusal != null) {
            return new HttpRefusal(HttpResponseStatus.FORBIDDEN, refusal);
        }
        if (!isOpenToAll(head, target, context.router())
                && !context.token().isShownBy(head.headers().get(HttpHeaderNames.AUTHORIZATION))
                && !isShownAsParameter(target, context)) {
            return new HttpRefusal(
                    HttpResponseStatus.UNAUTHORIZED, "this engine wants its token: Authorization: Bearer TOKEN");
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

    private static boolean isShownAsParameter(final RequestTarget target, final HttpConnection.Context context) {
        return target != null
                && context.router().apiOf(target.path()).takesPasswordParameter()
                && context.token().isPassword(target.bytes("p"));
    }

    /** Browsers ask for leave without a token. */
    private static boolean isOpenToAll(final HttpRequest head, final RequestTarget target, final Router router) {
        return head.method().equals(HttpMethod.OPTIONS) || target != null && router.isOpen(target.path());
    }
}
