package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;

/**
 * The heads of answers, with the headers that every one carries.
 * Thread: the loop's.
 * Memory: the date's text once a second.
 */
public final class AnswerHeaders {

    /** How long an answer may be taken from a cache. */
    public enum Caching {
        /** For a while: it will not change. */
        RESULT,
        /** No longer than until it is asked for again: it may have changed by then. */
        REVALIDATE,
        ERROR,
        NEVER
    }

    private static final AsciiString X_CONTENT_TYPE_OPTIONS = AsciiString.cached("x-content-type-options");

    private final Clock clock;
    private final String corsOrigin;
    private final String resultCaching;
    private final String revalidation;
    private long dateSecond = -1;
    private String date = "";

    /** {@code isPrivate}: answers are for the asking client only, so no shared cache may keep them. */
    AnswerHeaders(final Clock clock, final String corsOrigin, final boolean isPrivate) {
        this.clock = clock;
        this.corsOrigin = corsOrigin;
        this.resultCaching = isPrivate ? "private, max-age=300" : "public, max-age=300";
        this.revalidation = isPrivate ? "private, no-cache" : "no-cache";
    }

    /** What was read may be kept for a while; what was written, or went wrong, may not. */
    static Caching cachingOf(final HttpResponseStatus status) {
        return status.equals(HttpResponseStatus.OK) ? Caching.RESULT : Caching.ERROR;
    }

    /** Of a head that could not be read, the version is not known either. */
    static HttpVersion version(final HttpRequest request) {
        return request.decoderResult().isFailure() || request.protocolVersion().isKeepAliveDefault()
                ? HttpVersion.HTTP_1_1
                : HttpVersion.HTTP_1_0;
    }

    /** An answer of these bytes, which are taken over; packed where {@code isToPack} and that is worth it. */
    static FullHttpResponse whole(
            final HttpVersion version,
            final HttpResponseStatus status,
            final String contentType,
            final ByteBuf content,
            final boolean isToPack,
            final Map<CharSequence, String> more) {
        final boolean isPlain = !isToPack || more.containsKey(HttpHeaderNames.CONTENT_ENCODING);
        final ByteBuf sent = isPlain ? content : GzipPages.pack(content);
        final FullHttpResponse response = new DefaultFullHttpResponse(version, status, sent);
        if (sent != content) {
            response.headers().set(HttpHeaderNames.CONTENT_ENCODING, GzipPages.GZIP);
        }
        if (!contentType.isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        more.forEach(response.headers()::set);
        if (status.code() != HttpResponseStatus.NO_CONTENT.code()
                && status.code() != HttpResponseStatus.NOT_MODIFIED.code()) {
            HttpUtil.setContentLength(response, sent.readableBytes());
        }
        return response;
    }

    /** The head of an answer whose length is not known yet. */
    static HttpResponse inPages(
            final HttpVersion version,
            final HttpResponseStatus status,
            final String contentType,
            final Map<CharSequence, String> more) {
        final HttpResponse response = new DefaultHttpResponse(version, status);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        more.forEach(response.headers()::set);
        if (version.isKeepAliveDefault()) {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        return response;
    }

    void addTo(final HttpHeaders headers, final Caching caching) {
        headers.set(HttpHeaderNames.DATE, date());
        headers.set(
                HttpHeaderNames.CACHE_CONTROL,
                switch (caching) {
                    case RESULT -> resultCaching;
                    case REVALIDATE -> revalidation;
                    case ERROR -> "max-age=0";
                    case NEVER -> "no-store";
                });
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        headers.set(X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (!corsOrigin.isEmpty()) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, corsOrigin);
        }
    }

    private String date() {
        final long second = TimeUnit.NANOSECONDS.toSeconds(clock.timeNs());
        if (second != dateSecond) {
            dateSecond = second;
            date = DateFormatter.format(new Date(TimeUnit.SECONDS.toMillis(second)));
        }
        return date;
    }
}
