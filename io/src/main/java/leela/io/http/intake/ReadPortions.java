package leela.io.http.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Hands on what was read from the socket in small portions, each when it is asked for: of a client that sends many
 * requests ahead only a few are parsed before it takes their answers, since a parsed one is forty times its bytes. The
 * socket is read again when all is handed on.
 * Thread: the loop's.
 * Memory: what one read of the socket brings; behind the client's end of its side one read more.
 */
public final class ReadPortions extends ChannelDuplexHandler {

    /** Bytes handed on at once. */
    public static final int BYTES = 512;

    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean isAskedFor;
    private boolean isHandingOn;
    /** Bytes of a body that are still to come: there is no request among them. */
    private long ofBody;
    /** The client ended its side; told behind what it sent before. */
    private Object end;

    /** The next bytes are of one body, and handed on as they come. */
    public void expectBody(final long bytes) {
        ofBody = bytes;
    }

    /** Bytes of a body that are still to be read. */
    long missingOfBody() {
        return ofBody;
    }

    @Override
    public void read(final ChannelHandlerContext ctx) {
        isAskedFor = true;
        handOn(ctx);
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        final ByteBuf bytes = (ByteBuf) message;
        if (held.isReadable()) {
            held = Unpooled.wrappedBuffer(held, bytes);
        } else {
            held.release();
            held = bytes;
        }
        handOn(ctx);
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext ctx) {
        // else it is told behind each portion
        if (!held.isReadable()) {
            ctx.fireChannelReadComplete();
        }
    }

    private void handOn(final ChannelHandlerContext ctx) {
        if (isHandingOn) {
            return;
        }
        isHandingOn = true;
        try {
            while (isAskedFor && held.isReadable() && !dropsAll(ctx)) {
                isAskedFor = false;
                ctx.fireChannelRead(held.readRetainedSlice(next()));
                ctx.fireChannelReadComplete();
            }
        } finally {
            isHandingOn = false;
        }
        if (!held.isReadable() || dropsAll(ctx)) {
            readOn(ctx);
        }
    }

    private int next() {
        final int length = (int) Math.min(held.readableBytes(), Math.max(BYTES, ofBody));
        ofBody = Math.max(0, ofBody - length);
        return length;
    }

    private void readOn(final ChannelHandlerContext ctx) {
        drop();
        if (end != null) {
            final Object told = end;
            end = null;
            ctx.fireUserEventTriggered(told);
        }
        if (isAskedFor) {
            ctx.read();
        }
    }

    /** Nobody listens any more: the socket is only emptied. */
    private static boolean dropsAll(final ChannelHandlerContext ctx) {
        return ctx.channel().config().isAutoRead();
    }

    private void drop() {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && held.isReadable()) {
            end = event;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }
}
