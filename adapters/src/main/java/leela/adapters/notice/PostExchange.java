package leela.adapters.notice;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import leela.engine.notify.Outcome;

/**
 * One message over a connection of its own: a request, and of its answer the head.
 * Thread: the loop's.
 * Errors: those of the network are outcomes; what failed before the request was begun has not arrived.
 */
final class PostExchange extends ChannelInitializer<SocketChannel> {

    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int BROKEN = 500;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final HttpTarget target;
    private final String token;
    private final Optional<SSLContext> tls;
    private final byte[] body;
    private final Map<String, String> headers;
    private final Runnable onBegin;
    private final Consumer<Outcome> onOutcome;
    private boolean isBegun;
    private boolean isTold;
    private Future<?> deadline;

    PostExchange(
            final HttpTarget target,
            final String token,
            final Optional<SSLContext> tls,
            final byte[] body,
            final Map<String, String> headers,
            final Runnable onBegin,
            final Consumer<Outcome> onOutcome) {
        this.target = target;
        this.token = token;
        this.tls = tls;
        this.body = body;
        this.headers = headers;
        this.onBegin = onBegin;
        this.onOutcome = onOutcome;
    }

    @Override
    protected void initChannel(final SocketChannel channel) {
        tls.ifPresent(context -> channel.pipeline().addLast(encryption(context)));
        channel.pipeline().addLast(new HttpClientCodec(), new Answer());
    }

    private SslHandler encryption(final SSLContext context) {
        final SSLEngine engine =
                context.createSSLEngine(target.url().getHost(), target.url().getPort());
        engine.setUseClientMode(true);
        final SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        final SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(target.timeout().toMillis());
        return handler;
    }

    private final class Answer extends SimpleChannelInboundHandler<HttpObject> {

        @Override
        public void channelActive(final ChannelHandlerContext ctx) {
            deadline = ctx.executor()
                    .schedule(
                            () -> tell(ctx.channel(), Outcome.unconfirmed("no answer in time")),
                            target.timeout().toMillis(),
                            TimeUnit.MILLISECONDS);
            if (tls.isEmpty()) {
                begin(ctx);
            }
        }

        @Override
        public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
            if (event instanceof final SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                begin(ctx);
            }
        }

        private void begin(final ChannelHandlerContext ctx) {
            try {
                onBegin.run();
            } catch (final IllegalStateException notKept) {
                tell(ctx.channel(), Outcome.retry(said(notKept)));
                return;
            }
            isBegun = true;
            final var unused = ctx.writeAndFlush(request());
        }

        @Override
        protected void channelRead0(final ChannelHandlerContext ctx, final HttpObject part) {
            if (part.decoderResult().isFailure()) {
                tell(ctx.channel(), Outcome.unconfirmed("what came is not HTTP"));
            } else if (part instanceof final HttpResponse head && head.status().code() >= OK) {
                tell(ctx.channel(), outcome(head));
            }
        }

        @Override
        public void channelInactive(final ChannelHandlerContext ctx) {
            tell(ctx.channel(), Outcome.unconfirmed("the connection broke before there was an answer"));
        }

        @Override
        public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable failure) {
            for (Throwable one = failure; one != null; one = one.getCause()) {
                if (one instanceof SSLException) {
                    tell(ctx.channel(), Outcome.retry("no encrypted connection (" + said(one) + ")"));
                    return;
                }
            }
            tell(
                    ctx.channel(),
                    Outcome.unconfirmed("the connection broke before there was an answer (" + said(failure) + ")"));
        }
    }

    /** Once; what was not begun has not arrived. */
    private void tell(final Channel channel, final Outcome outcome) {
        if (isTold) {
            return;
        }
        isTold = true;
        if (deadline != null) {
            // it would hold the message until then
            deadline.cancel(false);
        }
        final var unused = channel.close();
        onOutcome.accept(isBegun ? outcome : Outcome.retry(outcome.reason()));
    }

    private FullHttpRequest request() {
        final URI url = target.url();
        final String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        final FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort())
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.USER_AGENT, "Leela")
                .set(HttpHeaderNames.CONNECTION, "close")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (!token.isEmpty()) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        }
        headers.forEach(request.headers()::set);
        return request;
    }

    private static Outcome outcome(final HttpResponse response) {
        final int status = response.status().code();
        if (status < REDIRECTED) {
            return Outcome.CONFIRMED;
        }
        final String reason = "the answer is " + status;
        return status == TIMED_OUT || status == TOO_MANY || status >= BROKEN
                ? new Outcome(Outcome.Kind.RETRY, reason, retryAfterNs(response))
                : Outcome.refused(reason);
    }

    private static long retryAfterNs(final HttpResponse response) {
        final String seconds = response.headers().get(HttpHeaderNames.RETRY_AFTER, "");
        return seconds.matches("[0-9]{1,6}") ? Long.parseLong(seconds) * NS_PER_SECOND : 0;
    }

    static String said(final Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
