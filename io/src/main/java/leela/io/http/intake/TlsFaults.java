package leela.io.http.intake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Behind TLS: tells of clients whose handshake fails, and closes where what comes is no TLS. Neither is a fault of the
 * engine's.
 * Thread: the loop's.
 */
public final class TlsFaults extends ChannelInboundHandlerAdapter {

    private final Consumer<Throwable> onFailed;

    /** {@code onFailed} is told why each handshake that fails does. */
    public TlsFaults(final Consumer<Throwable> onFailed) {
        this.onFailed = onFailed;
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event instanceof SslHandshakeCompletionEvent end && !end.isSuccess()) {
            onFailed.accept(end.cause());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            ctx.close().addListener(closed -> {});
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
