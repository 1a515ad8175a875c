package leela.io.http.intake;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * How a connection ends: our side first, behind what is written, and all of it once the client has ended its own.
 * Closing at once, with bytes unread, would take the answer from the client.
 * Thread: the loop's.
 * Errors: of a client that has left meanwhile nothing is told; its connection is closed.
 */
public final class ConnectionEnd {

    private final ChannelHandlerContext ctx;

    public ConnectionEnd(final ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Ends our side, TLS's own end first, and reads on: what the client still sends is passed over by others. */
    public void linger() {
        final SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutOutput();
        } else {
            tls.closeOutbound().addListener(told -> shutOutput());
        }
        // both ends shut, Netty would shut ours once more, which fails: a call and a stack trace for each connection
        ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        ctx.channel().config().setAutoRead(true);
    }

    /** By the socket where there is one: all is written, and Netty would make an exception of it, stack and all. */
    void shutOutput() {
        if (ctx.channel() instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            try {
                socket.shutdown(false, true);
            } catch (final IOException | NotYetConnectedException theClientHasLeft) {
                // the second is what Netty calls it where the client has reset the connection
                close();
            }
        } else {
            ((DuplexChannel) ctx.channel()).shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** Ends both sides. */
    public void close() {
        ctx.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
