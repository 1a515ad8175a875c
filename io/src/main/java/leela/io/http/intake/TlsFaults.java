package leela.io.http.intake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;

/**
 * Behind TLS: tells of clients whose handshake fails, and closes where what comes is no TLS. Neither is a fault of the
 * engine's.
 * Thread: the loop's.
 */
public final class TlsFaults extends ChannelInboundHandlerAdapter {

    private final Runnable onFailed;

    /** {@code onFailed} is told of each handshake that fails. */
    public TlsFaults(final Runnable onFailed) {
        this.onFailed = onFailed;
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event instanceof SslHandshakeCompletionEvent end && !end.isSuccess()) {
            onFailed.run();
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
