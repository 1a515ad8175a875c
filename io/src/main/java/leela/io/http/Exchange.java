package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import leela.io.http.intake.EntityTag;
import leela.io.http.intake.ExchangeClient;
import leela.io.http.intake.ShortTurns;
import leela.io.socket.SenderAccount;

/**
 * One request, and the one answer it gets: whole, or in pages.
 * Thread: the loop's; where a method says so, any.
 */
public final class Exchange {

    private final ChannelHandlerContext ctx;
    private final HttpRequest request;
    private final RequestTarget target;
    private ByteBuf body;
    private final ErrorForm errorForm;
    private final ConnectionContext context;
    private final ExchangeClient client;
    private boolean isKeptAlive;
    private boolean isBodyKept;
    private final long sinceNs;
    private boolean isLive;
    /** Of an answer in pages: its end is still to come. */
    private boolean isGoingOn;

    Exchange(
            final ChannelHandlerContext ctx,
            final HttpRequest request,
            final RequestTarget target,
            final ByteBuf body,
            final ErrorForm errorForm,
            final ConnectionContext context,
            final ExchangeClient client) {
        this.ctx = ctx;
        this.request = request;
        this.target = target;
        this.body = body;
        this.errorForm = errorForm;
        this.context = context;
        this.client = client;
        this.isKeptAlive = HttpUtil.isKeepAlive(request);
        sinceNs = context.clock().ticksNs();
    }

    HttpMethod method() {
        return request.method();
    }

    public RequestTarget target() {
        return target;
    }

    /** Refuses who may not read, beside what the path asks for. */
    public void requireRead() {
        context.requireRead(request, target);
    }

    /** A header of the request; empty where it is missing. */
    public String header(final CharSequence name) {
        return request.headers().get(name, "");
    }

    /** What the client says that the body is; empty where it does not. */
    public String contentType() {
        return request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    }

    /**
     * The request's body, unpacked, on the heap; given once. Thread: the one that has the exchange in hand.
     *
     * @throws HttpRefusal where it cannot be unpacked
     */
    public ByteBuf body() {
        final ByteBuf packed = body;
        body = Unpooled.EMPTY_BUFFER;
        return BodyEncoding.decode(packed, request.headers().get(HttpHeaderNames.CONTENT_ENCODING), context.maxBody());
    }

    /** Whether the loop may read the body itself. */
    public boolean isSmall() {
        return body.readableBytes() <= HttpLimits.SMALL
                && !request.headers().contains(HttpHeaderNames.CONTENT_ENCODING);
    }

    /** Whether the loop may unpack the body itself: it is plain, or takes less time than changing threads twice. */
    public boolean isQuicklyUnpacked() {
        return BodyEncoding.isQuick(body, request.headers().get(HttpHeaderNames.CONTENT_ENCODING));
    }

    /** Whether this is the loop's thread. */
    public boolean isOnLoop() {
        return ctx.executor().inEventLoop();
    }

    /** The body is needed behind the endpoint's return, until {@link #releaseBody}. */
    void keepBody() {
        isBodyKept = true;
    }

    boolean isBodyKept() {
        return isBodyKept;
    }

    /** The body was read: its memory is for others. Thread: the loop's. */
    public void releaseBody() {
        client.releaseBody();
    }

    /** Whether the client unpacks gzip. Thread: any. */
    public boolean takesGzip() {
        return GzipPages.isTaken(request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
    }

    /** The target as it was sent. */
    String uri() {
        return request.uri();
    }

    /** The connection ends with this answer. */
    void closeAfterwards() {
        isKeptAlive = false;
    }

    /** Thread: any. */
    public ByteBufAllocator allocator() {
        return ctx.alloc();
    }

    /** Runs tasks on the loop. Thread: any. */
    Executor loop() {
        return ctx.executor();
    }

    /** The client's address. Thread: any. */
    public String client() {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? NetUtil.toSocketAddressString(address)
                : "";
    }

    /** The client's address without its port. Thread: any. */
    public String host() {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }

    /** The number that stands for the client's address. Thread: any. */
    public long account() {
        return SenderAccount.of(ctx.channel().remoteAddress());
    }

    /** Whether the client has left. Thread: any. */
    boolean isGone() {
        return !ctx.channel().isActive();
    }

    /**
     * Has so many bytes of the budget taken for this answer until its end, in place of those before. Thread: the
     * loop's.
     *
     * @throws HttpRefusal where others have them
     */
    public void take(final long bytes) {
        if (!client.take(bytes)) {
            throw HttpRefusal.noMemory();
        }
    }

    /** Goes on with the answer on the loop, behind what waits there; what that throws is the answer. Thread: any. */
    public void later(final Runnable step) {
        ShortTurns.behindSockets(ctx, () -> goOn(step));
    }

    /** Goes on with the answer; what that throws is the answer. */
    void goOn(final Runnable step) {
        try {
            step.run();
        } catch (final RuntimeException fault) {
            fail(fault);
        }
    }

    void fail(final RuntimeException fault) {
        if (fault instanceof HttpRefusal refusal) {
            context.onRefused(this, refusal);
            refuse(refusal);
        } else {
            context.onFault(fault);
            refuse(HttpRefusal.fault());
        }
    }

    void refuse(final HttpRefusal refusal) {
        final ByteBuf out = ctx.alloc().buffer();
        errorForm.error(out, refusal.status(), refusal.notes());
        send(refusal.status(), errorForm.contentType(), AnswerHeaders.Caching.ERROR, out, refusal.headers(), () -> {});
    }

    /**
     * Any answer that fits into memory. Takes over {@code content}.
     *
     * @throws HttpRefusal where it is large, and others have the memory: who does not take it would keep it
     */
    public void whole(
            final HttpResponseStatus status,
            final String contentType,
            final AnswerHeaders.Caching caching,
            final ByteBuf content,
            final Map<CharSequence, String> more) {
        if (content.capacity() > HttpLimits.FREE_ANSWER && !client.take(content.capacity())) {
            content.release();
            throw HttpRefusal.noMemory();
        }
        send(status, contentType, caching, content, more, () -> {});
    }

    /**
     * An answer of bytes that are there for all clients, plain and packed, and so take no memory of this one; a client
     * that has them already is told so.
     */
    public void shared(
            final String contentType,
            final byte[] plain,
            final byte[] packed,
            final Map<CharSequence, String> headers) {
        final Map<CharSequence, String> more = new HashMap<>(headers);
        if (EntityTag.isKnown(request, Unpooled.wrappedBuffer(plain), more)) {
            send(
                    HttpResponseStatus.NOT_MODIFIED,
                    "",
                    AnswerHeaders.Caching.REVALIDATE,
                    Unpooled.EMPTY_BUFFER,
                    more,
                    () -> {});
            return;
        }
        final boolean isPacked = takesGzip();
        if (isPacked) {
            more.put(HttpHeaderNames.CONTENT_ENCODING, GzipPages.GZIP);
        }
        final ByteBuf content = Unpooled.wrappedBuffer(isPacked ? packed : plain);
        send(HttpResponseStatus.OK, contentType, AnswerHeaders.Caching.REVALIDATE, content, more, () -> {});
    }

    private void send(
            final HttpResponseStatus status,
            final String contentType,
            final AnswerHeaders.Caching caching,
            final ByteBuf content,
            final Map<CharSequence, String> more,
            final Runnable next) {
        final FullHttpResponse response =
                AnswerHeaders.whole(AnswerHeaders.version(request), status, contentType, content, takesGzip(), more);
        complete(response, caching);
        sendLast(response, next);
    }

    /** An answer of one page, taken over; {@code next} runs on the loop when the client has taken it or has left. */
    void whole(final HttpResponseStatus status, final Pages pages, final ByteBuf page, final Runnable next) {
        final Map<CharSequence, String> more = new HashMap<>();
        if (!pages.encoding().isEmpty()) {
            more.put(HttpHeaderNames.CONTENT_ENCODING, pages.encoding());
        }
        final boolean isNamed =
                pages.caching() == AnswerHeaders.Caching.REVALIDATE && status.equals(HttpResponseStatus.OK);
        if (isNamed && EntityTag.isKnown(request, page, more)) {
            page.release();
            more.remove(HttpHeaderNames.CONTENT_ENCODING);
            send(HttpResponseStatus.NOT_MODIFIED, "", pages.caching(), Unpooled.EMPTY_BUFFER, more, next);
            return;
        }
        send(status, pages.contentType(), pages.caching(), page, more, next);
    }

    /** The head of an answer whose length is not known yet. */
    void beginPages(final HttpResponseStatus status, final Pages pages) {
        final Map<CharSequence, String> more =
                pages.encoding().isEmpty() ? Map.of() : Map.of(HttpHeaderNames.CONTENT_ENCODING, pages.encoding());
        beginPages(status, pages.contentType(), pages.caching(), more);
    }

    private void beginPages(
            final HttpResponseStatus status,
            final String contentType,
            final AnswerHeaders.Caching caching,
            final Map<CharSequence, String> more) {
        final HttpVersion version = AnswerHeaders.version(request);
        final HttpResponse response = AnswerHeaders.inPages(version, status, contentType, more);
        if (!version.isKeepAliveDefault()) {
            // HTTP/1.0 knows no chunks: the connection's end is the body's
            isKeptAlive = false;
        }
        complete(response, caching);
        isGoingOn = true;
        ctx.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** As the other, of an answer that goes on until either side ends it. */
    void beginLive(final String contentType, final Map<CharSequence, String> more) {
        client.onLive();
        isLive = true;
        beginPages(HttpResponseStatus.OK, contentType, AnswerHeaders.Caching.NEVER, more);
    }

    /** A page, taken over; {@code next} runs on the loop when the client has taken it or has left. */
    void page(final ByteBuf page, final boolean isLast, final Runnable next) {
        if (!isGoingOn) {
            // its client was sent off meanwhile
            page.release();
            next.run();
            return;
        }
        if (isLast) {
            sendLast(new DefaultLastHttpContent(page), next);
            return;
        }
        client.onSent();
        ctx.writeAndFlush(new DefaultHttpContent(page)).addListener(taken -> {
            if (taken.isSuccess()) {
                client.onTaken();
            } else {
                cut();
            }
            next.run();
        });
    }

    /** The end of an answer to HEAD. */
    void endHead(final Runnable next) {
        sendLast(LastHttpContent.EMPTY_LAST_CONTENT, next);
    }

    /** The answer cannot be completed: the client sees the connection end in the middle of it. */
    void cut() {
        ctx.close().addListener(closed -> client.onEnd(false));
    }

    /** Ends an answer that goes on; one that is live says why. False where there is none, or where it is whole. */
    boolean endBecause(final String reason) {
        if (!isGoingOn) {
            return false;
        }
        isKeptAlive = false;
        if (isLive) {
            final String last = "event: ended\ndata: {\"reason\":\"" + reason + "\"}\n\n";
            sendLast(new DefaultLastHttpContent(ByteBufUtil.writeUtf8(ctx.alloc(), last)), () -> {});
        } else {
            cut();
        }
        return true;
    }

    private void complete(final HttpResponse response, final AnswerHeaders.Caching caching) {
        context.headers().addTo(response.headers(), caching);
        HttpUtil.setKeepAlive(response.headers(), AnswerHeaders.version(request), isKeptAlive);
        context.onAnswer(response.status());
    }

    private void sendLast(final Object message, final Runnable next) {
        isGoingOn = false;
        client.onSent();
        ctx.writeAndFlush(message).addListener(sent -> {
            if (sent.isSuccess()) {
                if (!isLive) {
                    context.onServed(this, request, context.clock().ticksNs() - sinceNs);
                }
                client.onEnd(isKeptAlive);
            } else {
                cut();
            }
            next.run();
        });
    }
}
