package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.refusal.Evidence;
import leela.engine.runtime.Clock;
import leela.io.http.access.AccessRules;
import leela.io.http.access.Right;
import leela.io.http.access.SiteRules;
import leela.io.http.intake.ConnectionEnd;
import leela.io.http.intake.ReadPortions;
import leela.io.http.intake.TlsFaults;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One client: reads a request, has it answered, and only then reads the next. What a client sends ahead waits in the
 * socket.
 * Thread: the loop's.
 * Memory: one body of at most max_body, on the heap, taken of the budget as it arrives and given back when it has been
 * read; what the answer takes, until the client has taken it; what one read of the socket holds.
 * Errors: a request that breaks a limit is refused and the connection closed, since the rest of it cannot be told from
 * the next.
 *
 * <pre>
 *   WAITING --head--> READING --end of body--> ANSWERING --answer is out--> WAITING
 *                        |                        |
 *                        +---- refused ---------->+--- no keep-alive --> LINGERING --> CLOSED
 * </pre>
 */
class HttpConnection extends ChannelInboundHandlerAdapter implements Exchange.Client {

    /** What all connections share. Thread: the loop's. */
    record Context(
            Router router,
            AnswerHeaders headers,
            AccessRules access,
            SiteRules sites,
            int maxBody,
            Counters counters,
            Clock clock,
            OpenConnections open,
            Evidence evidence,
            ErrorHandler onError) {}

    private enum State {
        WAITING,
        READING,
        ANSWERING,
        LINGERING,
        CLOSED
    }

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** For the client to close behind our end. */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(2);

    private static final int FIRST_BODY_BYTES = 1024;
    /** What has come is copied as often as the room for it grows. */
    private static final int BODY_GROWTH = 4;

    private static final byte[] NOTHING = {};

    private final Context context;
    private final ReadPortions portions;
    private ChannelHandlerContext ctx;
    private ConnectionEnd end;
    private State state = State.WAITING;
    private InetAddress peer;
    private long sinceNs;
    private long deadlineNs;
    private boolean hasDeadline;
    private HttpRequest request;
    private byte[] body = NOTHING;
    private int bodyLength;
    /** Bytes of the budget that the body has taken, and the answer. */
    private long takenByBody;

    private long takenByAnswer;
    /** What one read of the socket brought beyond the request in work. */
    private final Queue<Object> ahead = new ArrayDeque<>();

    private boolean isInputShut;
    private boolean isClosing;
    /** The answer in work ends when the client leaves. */
    private boolean isLive;

    HttpConnection(final Context context, final ReadPortions portions) {
        this.context = context;
        this.portions = portions;
    }

    // ---- the channel's life

    @Override
    public void handlerAdded(final ChannelHandlerContext newCtx) {
        ctx = newCtx;
        end = new ConnectionEnd(newCtx);
    }

    @Override
    public void channelActive(final ChannelHandlerContext unused) {
        peer = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        allow(HttpLimits.IDLE_NS);
        if (context.open().add(this)) {
            ctx.read();
        } else {
            refuseConnection();
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext unused) {
        if (state != State.ANSWERING) {
            // else what the exchange in work holds is given back at its end
            giveBack();
        }
        state = State.CLOSED;
        hasDeadline = false;
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        context.open().remove(this);
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext unused, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            isInputShut = true;
            if (state == State.LINGERING || isLive || wantsMore()) {
                close();
            }
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext unused, final Throwable cause) {
        // a client that leaves, or that goes on talking while it should listen, is no fault of ours
        if (!TlsFaults.isOfClient(cause) && state != State.LINGERING) {
            context.counters().increment(HttpCounter.ERRORS);
            context.onError().onError(cause);
        }
        close();
    }

    /** Closes now if idle, else behind the answer in work. */
    void closeSoon() {
        isClosing = true;
        if (state != State.ANSWERING || isLive) {
            close();
        }
    }

    /** When what it does now began. */
    long sinceNs() {
        return sinceNs;
    }

    /** Whether the client has nothing coming from us, or has not taken it for long. */
    boolean isIdleAt(final long nowNs) {
        return state == State.ANSWERING ? hasDeadline && isLongAt(nowNs) : state != State.CLOSED;
    }

    /** Whether the client has kept memory taken for long by not sending its body, or not taking its answer. */
    boolean holdsUselesslyAt(final long nowNs) {
        return takenByBody + takenByAnswer > 0 && hasDeadline && isLongAt(nowNs);
    }

    private boolean isLongAt(final long nowNs) {
        return nowNs - sinceNs >= HttpLimits.STALLED_NS;
    }

    /** Whom it belongs to, as far as the kernel tells. */
    InetAddress peer() {
        return peer;
    }

    /** Gives its place and its memory to another. */
    void evict() {
        context.counters().increment(HttpCounter.CONNECTIONS_EVICTED);
        state = State.CLOSED;
        hasDeadline = false;
        giveBack();
        close();
    }

    /** Closes if the client overran its time. */
    void expireAt(final long nowNs) {
        if (!hasDeadline || nowNs - deadlineNs < 0) {
            return;
        }
        if (state != State.LINGERING) {
            context.counters().increment(HttpCounter.CONNECTIONS_EXPIRED);
        }
        if (state == State.READING) {
            refuse(new HttpRefusal(HttpResponseStatus.REQUEST_TIMEOUT, "the body did not come in time"));
        } else {
            close();
        }
    }

    // ---- reading a request

    @Override
    public void channelRead(final ChannelHandlerContext unused, final Object message) {
        if (state == State.LINGERING || state == State.CLOSED) {
            ReferenceCountUtil.release(message);
            return;
        }
        ahead.add(message);
        takeAhead();
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext unused) {
        if (wantsMore()) {
            ctx.read();
        }
    }

    /** Takes what was read, up to the end of one request. */
    private void takeAhead() {
        while (!ahead.isEmpty() && (state == State.WAITING || state == State.READING)) {
            final Object message = ahead.poll();
            try {
                if (state == State.WAITING && message instanceof HttpRequest head) {
                    begin(head);
                }
                if (state == State.READING && message instanceof HttpContent content) {
                    append(content);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
    }

    private boolean wantsMore() {
        return ahead.isEmpty() && (state == State.WAITING || state == State.READING);
    }

    private void begin(final HttpRequest head) {
        request = head;
        state = State.READING;
        allow(HttpLimits.BODY_NS);
        if (RequestChecks.isCutShort(head)) {
            close();
            return;
        }
        context.counters().increment(HttpCounter.REQUESTS);
        final HttpRefusal refusal = RequestChecks.refusalOf(head, targetOf(head), context, peer);
        if (refusal != null) {
            refuse(refusal);
        } else if (RequestChecks.expectsContinue(head)) {
            // past the encoder, which would take it for the answer
            ctx.pipeline()
                    .context(HttpServerCodec.class)
                    .writeAndFlush(Unpooled.wrappedBuffer(CONTINUE))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void append(final HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(HttpRefusal.badRequest("the body breaks the rules of its transfer encoding"));
            return;
        }
        final ByteBuf bytes = content.content();
        if (bytes.isReadable()) {
            final HttpRefusal refusal = refusalOf(bytes.readableBytes());
            if (refusal != null) {
                refuse(refusal);
                return;
            }
            final int length = bytes.readableBytes();
            bytes.readBytes(body, bodyLength, length);
            bodyLength += length;
            portions.expectBody(HttpUtil.getContentLength(request, (long) bodyLength) - bodyLength);
        }
        if (content instanceof LastHttpContent) {
            answer();
        }
    }

    /** Makes room for so many more bytes of the body; why there is none, or null. */
    private HttpRefusal refusalOf(final int more) {
        final HttpRefusal refusal = bodyLength == 0 ? RequestChecks.refusalOfBody(request, context.router()) : null;
        if (refusal != null) {
            return refusal;
        }
        final int needed = bodyLength + more;
        if (needed > context.maxBody()) {
            return RequestChecks.tooLarge(context.maxBody());
        }
        if (needed > body.length) {
            final int most = (int) HttpUtil.getContentLength(request, (long) context.maxBody());
            final int capacity =
                    Math.max(needed, Math.min(most, Math.max(FIRST_BODY_BYTES, BODY_GROWTH * body.length)));
            if (!take(Math.max(0, capacity - HttpLimits.FREE_BODY), takenByAnswer)) {
                return HttpRefusal.noMemory();
            }
            body = Arrays.copyOf(body, capacity);
        }
        return null;
    }

    /** Has these taken of the budget from now on; false, and all as it was, where there is not so much. */
    private boolean take(final long byBody, final long byAnswer) {
        final long more = byBody + byAnswer - takenByBody - takenByAnswer;
        if (more > 0 && !context.open().take(more, this)) {
            return false;
        }
        if (more < 0) {
            context.open().giveBack(-more);
        }
        takenByBody = byBody;
        takenByAnswer = byAnswer;
        return true;
    }

    private void giveBack() {
        dropBody();
        take(0, 0);
    }

    private void dropBody() {
        body = NOTHING;
        bodyLength = 0;
    }

    // ---- answering it

    private void answer() {
        state = State.ANSWERING;
        hasDeadline = false;
        final ByteBuf packed = Unpooled.wrappedBuffer(body, 0, bodyLength);
        Exchange exchange = exchange(null, Exchange.nothing(), Envelope.plain(context.clock()));
        try {
            final RequestTarget target = RequestTarget.parse(request.uri());
            final Api api = context.router().apiOf(target.path());
            exchange = exchange(target, packed, api.errorForm(target, request.uri(), context.clock()));
            context.router().serve(exchange);
        } catch (final RuntimeException fault) {
            exchange.fail(fault);
        } finally {
            dropBody();
            if (!exchange.isBodyKept()) {
                releaseBody();
            }
        }
    }

    @Override
    public void requireRead(final HttpRequest request, final RequestTarget target) {
        final HttpRefusal refusal = RequestChecks.unwelcome(request, target, Right.READ, context);
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public void onFault(final RuntimeException fault) {
        context.counters().increment(HttpCounter.ERRORS);
        context.onError().onError(fault);
    }

    @Override
    public void onRefused(final Exchange exchange, final HttpRefusal refusal) {
        if (exchange.isWrite() && !refusal.isOfEntries()) {
            keep(exchange, refusal);
        }
    }

    @Override
    public int maxBody() {
        return context.maxBody();
    }

    @Override
    public void releaseBody() {
        take(0, takenByAnswer);
    }

    @Override
    public boolean take(final long bytes) {
        return take(takenByBody, bytes);
    }

    /** Notes who was refused what; entries that are refused are noted one by one. */
    private void keep(final Exchange exchange, final HttpRefusal refusal) {
        final HttpCounter cause = refusal.status().code() < 500 ? HttpCounter.REFUSED : HttpCounter.FAILED;
        final long nowNs = context.clock().timeNs();
        if (context.evidence().isWanted(cause, nowNs)) {
            final byte[] asked = (request.method() + " " + request.uri()).getBytes(StandardCharsets.UTF_8);
            context.evidence().sender(exchange::client, exchange::account);
            context.evidence().begin(new UnsafeBuffer(asked), asked.length);
            final String reason = refusal.status() + ": " + refusal.notes().get("message");
            context.evidence().keep(cause, nowNs, reason, new byte[0]);
        }
    }

    /** Answers before the request was read to its end: nothing behind it can be understood. */
    private void refuse(final HttpRefusal refusal) {
        state = State.ANSWERING;
        hasDeadline = false;
        giveBack();
        final Exchange exchange = exchange(null, Exchange.nothing(), errorForm());
        exchange.closeAfterwards();
        keep(exchange, refusal);
        exchange.refuse(refusal);
    }

    /** As the API of the request's path writes errors, where that much could be read. */
    private ErrorForm errorForm() {
        final RequestTarget target = targetOf(request);
        try {
            return target == null
                    ? Envelope.plain(context.clock())
                    : context.router().apiOf(target.path()).errorForm(target, request.uri(), context.clock());
        } catch (final HttpRefusal refusal) {
            return Envelope.plain(context.clock());
        }
    }

    /** Null where it cannot be read. */
    private static RequestTarget targetOf(final HttpRequest head) {
        try {
            return head.decoderResult().isFailure() ? null : RequestTarget.parse(head.uri());
        } catch (final HttpRefusal refusal) {
            return null;
        }
    }

    private Exchange exchange(final RequestTarget target, final ByteBuf packed, final ErrorForm errorForm) {
        return new Exchange(ctx, request, target, packed, errorForm, context.headers(), this);
    }

    @Override
    public void onAnswer(final HttpResponseStatus status) {
        context.counters()
                .increment(
                        switch (status.codeClass()) {
                            case CLIENT_ERROR -> HttpCounter.REFUSED;
                            case SERVER_ERROR -> HttpCounter.FAILED;
                            default -> HttpCounter.ANSWERED;
                        });
    }

    @Override
    public void onLive() {
        isLive = true;
        if (isInputShut) {
            close();
        }
    }

    @Override
    public void onSent() {
        allow(HttpLimits.TAKE_NS);
    }

    @Override
    public void onTaken() {
        hasDeadline = false;
    }

    @Override
    public void onEnd(final boolean isKeptAlive) {
        giveBack();
        isLive = false;
        if (state != State.ANSWERING) {
            return;
        }
        if (isClosing || !ctx.channel().isActive()) {
            close();
        } else if (isKeptAlive) {
            // not at once: many requests sent ahead must not become as many calls on the stack
            Exchange.behindSockets(ctx, this::next);
        } else {
            linger();
        }
    }

    private void next() {
        if (isClosing || !ctx.channel().isActive()) {
            close();
        } else if (state == State.ANSWERING) {
            state = State.WAITING;
            allow(HttpLimits.IDLE_NS);
            takeAhead();
            if (wantsMore() && isInputShut) {
                close();
            } else if (wantsMore()) {
                ctx.read();
            }
        }
    }

    // ---- ending

    /** Beyond the bound of connections. */
    private void refuseConnection() {
        state = State.LINGERING;
        final DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                ctx.alloc().buffer());
        Envelope.plain(context.clock())
                .error(
                        response.content(),
                        response.status(),
                        new HttpRefusal(response.status(), "too many connections").notes());
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Envelope.JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.headers().addTo(response.headers(), AnswerHeaders.Caching.ERROR);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends our side, and waits a little for the client to end its own. */
    private void linger() {
        if (isInputShut) {
            close();
            return;
        }
        state = State.LINGERING;
        allow(LINGER_NS);
        end.linger();
    }

    private void close() {
        end.close();
    }

    private void allow(final long ns) {
        sinceNs = context.clock().ticksNs();
        deadlineNs = sinceNs + ns;
        hasDeadline = true;
    }
}
