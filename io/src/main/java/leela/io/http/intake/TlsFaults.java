package leela.io.http.intake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** Whether it is only that the client has left: its socket may be closed while what was to be done is not. */
    public static boolean isOfClient(final Throwable cause) {
        return cause instanceof IOException || cause instanceof UncheckedIOException;
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (isOfClient(cause)
                || cause instanceof DecoderException
                || !ctx.channel().isOpen()) {
            ctx.close().addListener(closed -> {});
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
