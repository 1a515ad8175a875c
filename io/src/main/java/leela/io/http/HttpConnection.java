package leela.io.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import leela.io.http.access.Tokens;
import leela.io.http.intake.ConnectionEnd;
import leela.io.http.intake.ExchangeClient;
import leela.io.http.intake.Patience;
import leela.io.http.intake.ReadPortions;
import leela.io.http.intake.RequestMemory;
import leela.io.http.intake.ShortTurns;
import leela.io.http.intake.TlsFaults;

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
class HttpConnection extends ChannelInboundHandlerAdapter implements ExchangeClient {

    private enum State {
        WAITING,
        READING,
        ANSWERING,
        LINGERING,
        CLOSED
    }

    /** For the client to close behind our end. */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(2);

    private final ConnectionContext context;
    private final ReadPortions portions;
    private final Patience patience;
    private final RequestMemory memory;
    private ChannelHandlerContext ctx;
    private ConnectionEnd end;
    private State state = State.WAITING;
    private InetAddress peer;
    private HttpRequest request;
    private Exchange exchange;
    /** What one read of the socket brought beyond the request in work. */
    private final Queue<Object> ahead = new ArrayDeque<>();

    private boolean isInputShut;
    private boolean isClosing;
    /** The answer in work ends when the client leaves. */
    private boolean isLive;

    HttpConnection(final ConnectionContext context, final ReadPortions portions) {
        this.context = context;
        this.portions = portions;
        patience = new Patience(context.clock());
        memory = new RequestMemory(context.open().budgetOf(this), HttpLimits.FREE_BODY);
    }

    @Override
    public void handlerAdded(final ChannelHandlerContext newCtx) {
        ctx = newCtx;
        end = new ConnectionEnd(newCtx);
    }

    @Override
    public void channelActive(final ChannelHandlerContext unused) {
        peer = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        patience.allow(HttpLimits.IDLE_NS);
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
            memory.giveBack();
        }
        state = State.CLOSED;
        patience.end();
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        context.open().remove(this);
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext unused, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            isInputShut = true;
            if (state == State.LINGERING || isLive || wantsMore()) {
                end.close();
            }
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext unused, final Throwable cause) {
        // a client that leaves, or that goes on talking while it should listen, is no fault of ours
        if (!TlsFaults.isOfClient(cause) && state != State.LINGERING) {
            context.onFault(cause);
        }
        end.close();
    }

    /** Closes now if idle, else behind the answer in work. */
    void closeSoon() {
        isClosing = true;
        if (state != State.ANSWERING || isLive) {
            end.close();
        }
    }

    /** When what it does now began. */
    long sinceNs() {
        return patience.sinceNs();
    }

    /** Whether the client has nothing coming from us, or has not taken it for long. */
    boolean isIdleAt(final long nowNs) {
        return state == State.ANSWERING ? isStalledAt(nowNs) : state != State.CLOSED;
    }

    /** Whether the client has kept memory taken for long by not sending its body, or not taking its answer. */
    boolean holdsUselesslyAt(final long nowNs) {
        return memory.isTaken() && isStalledAt(nowNs);
    }

    private boolean isStalledAt(final long nowNs) {
        return patience.hasLastedAt(nowNs, HttpLimits.STALLED_NS);
    }

    /** Whom it belongs to, as far as the kernel tells. */
    InetAddress peer() {
        return peer;
    }

    /** Gives its place and its memory to another. */
    void evict() {
        context.counters().increment(HttpCounter.CONNECTIONS_EVICTED);
        state = State.CLOSED;
        patience.end();
        memory.giveBack();
        end.close();
    }

    /** Ends what a token that is not in force any more has begun: a body, or an answer in pages. */
    boolean endIfRevoked(final Tokens former) {
        if (state != State.READING && state != State.ANSWERING || !context.isRevoked(request, former)) {
            return false;
        }
        if (state == State.ANSWERING) {
            return exchange.endBecause(ConnectionContext.REVOKED);
        }
        refuse(ConnectionContext.unknownToken());
        return true;
    }

    /** Closes if the client overran its time. */
    void expireAt(final long nowNs) {
        if (!patience.isOverAt(nowNs)) {
            return;
        }
        if (state != State.LINGERING) {
            context.counters().increment(HttpCounter.CONNECTIONS_EXPIRED);
        }
        if (state == State.READING) {
            refuse(new HttpRefusal(HttpResponseStatus.REQUEST_TIMEOUT, "the body did not come in time"));
        } else {
            end.close();
        }
    }

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
        patience.allow(HttpLimits.BODY_NS);
        if (ConnectionContext.isCutShort(head)) {
            end.close();
            return;
        }
        context.counters().increment(HttpCounter.REQUESTS);
        final HttpRefusal refusal = context.refusalOf(head, RequestTarget.of(head), peer);
        if (refusal != null) {
            refuse(refusal);
        } else {
            ConnectionContext.continueIfExpected(head, ctx);
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
            memory.append(bytes);
            portions.expectBody(HttpUtil.getContentLength(request, (long) memory.length()) - memory.length());
        }
        if (content instanceof LastHttpContent) {
            answer();
        }
    }

    /** Makes room for so many more bytes of the body; why there is none, or null. */
    private HttpRefusal refusalOf(final int more) {
        final HttpRefusal refusal =
                memory.length() == 0 ? ConnectionContext.refusalOfBody(request, context.router()) : null;
        if (refusal != null) {
            return refusal;
        }
        if (memory.length() + more > context.maxBody()) {
            return ConnectionContext.tooLarge(context.maxBody());
        }
        final int most = (int) HttpUtil.getContentLength(request, (long) context.maxBody());
        return memory.reserve(more, most) ? null : HttpRefusal.noMemory();
    }

    private void answer() {
        state = State.ANSWERING;
        patience.end();
        final ByteBuf packed = memory.body();
        exchange = exchange(null, Unpooled.EMPTY_BUFFER, Envelope.plain(context.clock()));
        try {
            final RequestTarget target = RequestTarget.parse(request.uri());
            final Api api = context.router().apiOf(target.path());
            exchange = exchange(target, packed, api.errorForm(target, request.uri(), context.clock()));
            context.router().serve(exchange);
        } catch (final RuntimeException fault) {
            exchange.fail(fault);
        } finally {
            memory.dropBody();
            if (!exchange.isBodyKept()) {
                releaseBody();
            }
        }
    }

    @Override
    public void releaseBody() {
        memory.releaseBody();
    }

    @Override
    public boolean take(final long bytes) {
        return memory.takeForAnswer(bytes);
    }

    /** Answers before the request was read to its end: nothing behind it can be understood. */
    private void refuse(final HttpRefusal refusal) {
        state = State.ANSWERING;
        patience.end();
        memory.giveBack();
        final Exchange exchange =
                exchange(null, Unpooled.EMPTY_BUFFER, context.errorForm(RequestTarget.of(request), request.uri()));
        exchange.closeAfterwards();
        context.keep(exchange, refusal);
        exchange.refuse(refusal);
    }

    private Exchange exchange(final RequestTarget target, final ByteBuf packed, final ErrorForm errorForm) {
        return new Exchange(ctx, request, target, packed, errorForm, context, this);
    }

    @Override
    public void onLive() {
        isLive = true;
        if (isInputShut) {
            end.close();
        }
    }

    @Override
    public void onSent() {
        patience.allow(HttpLimits.TAKE_NS);
    }

    @Override
    public void onTaken() {
        patience.end();
    }

    @Override
    public void onEnd(final boolean isKeptAlive) {
        memory.giveBack();
        isLive = false;
        if (state != State.ANSWERING) {
            return;
        }
        if (isClosing || !ctx.channel().isActive()) {
            end.close();
        } else if (isKeptAlive) {
            // not at once: many requests sent ahead must not become as many calls on the stack
            ShortTurns.behindSockets(ctx, this::next);
        } else {
            linger();
        }
    }

    private void next() {
        if (isClosing || !ctx.channel().isActive()) {
            end.close();
        } else if (state == State.ANSWERING) {
            state = State.WAITING;
            patience.allow(HttpLimits.IDLE_NS);
            takeAhead();
            if (wantsMore() && isInputShut) {
                end.close();
            } else if (wantsMore()) {
                ctx.read();
            }
        }
    }

    /** Beyond the bound of connections. */
    private void refuseConnection() {
        state = State.LINGERING;
        ctx.writeAndFlush(context.tooManyConnections(ctx.alloc())).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends our side, and waits a little for the client to end its own. */
    private void linger() {
        if (isInputShut) {
            end.close();
            return;
        }
        state = State.LINGERING;
        patience.allow(LINGER_NS);
        end.linger();
    }
}
